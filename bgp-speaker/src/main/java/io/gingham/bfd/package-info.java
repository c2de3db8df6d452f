/// Bidirectional Forwarding Detection: whether a peer can still be reached, known within a fraction
/// of a second (RFC 5880), over one hop (RFC 5881) or several (RFC 5883), for the sake of BGP (RFC
/// 5882).
///
/// ```
///  BfdSessions.watch(target, config) ──▶ NettyBfd ───────────────────────────────────┐
///                                        sockets, one event loop of its own          │
///  UDP 3784/4784 ──▶ PacketReader ──▶ SessionTable ──▶ SessionDriver (timers)        │
///                    sound or not     whose is it      │ event        ▲ effects      │
///                                                      └▶ BfdSession ─┘ pure         │
///  BGP's peer  ◀── BfdChange (up, down and why) ─────────────────────────────────────┘
/// ```
///
/// *Thread*: everything but [BfdSessions]' methods runs on one event loop that does nothing else,
/// so that a full table in BGP does not delay a packet by more than the machine does. A garbage
/// collection stops it all the same: after a pause the packets that came meanwhile are read before
/// a peer is given up, and intervals shorter than 10 ms are refused.
///
/// *Asynchronous mode only*: packets are sent at the pace agreed, by timers that a poll sequence
/// changes, and a peer that is silent for its detection time is down. A peer may use demand mode
/// towards us; we don't. No echo function: Required Min Echo RX is 0. No authentication: packets
/// that have it are discarded, as RFC 5880 section 6.8.6 says. The C bit is clear in what we send,
/// for BFD ends when this process ends; the peer's is reported with each change.
///
/// *Refused*: over one hop, packets whose TTL is not 255, by a filter in the kernel, so that nobody
/// who is further away can even wake us; packets that belong to no session. Sessions are made by
/// [BfdSessions#watch] only, never by a packet.
@NullMarked
package io.gingham.bfd;

import org.jspecify.annotations.NullMarked;
