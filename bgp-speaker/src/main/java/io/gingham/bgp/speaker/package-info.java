/// The shell around the pure parts: sockets, timers, threads, log lines. [BgpSpeaker] is what the
/// rest of Gingham uses.
///
/// ```
///   Netty's threads (bgp-io)              the speaker's thread (bgp)
///   ┌─────────────────────┐  all messages ┌────────────────────────────────────────────────────────────┐
///   │ socket ─▶ framing ─▶ │  of a read    │ SpeakerCore ─▶ PeerDriver ─▶ SessionRunner ─▶ fsm.SessionFsm │
///   │           decoder   │ ────────────▶ │     │             │                                        │
///   │                     │               │     │             ▼                                        │
///   │                     │  one array    │ Convergence     rib.Rib ──▶ best paths to the listener     │
///   │ socket ◀─────────────│ ◀──────────── │                   │ an array for all members of a group      │
///   └─────────────────────┘  for many     └────────────────────────────────────────────────────────────┘
/// ```
///
/// So one core cuts, decodes and writes while the other one decides and encodes. When best paths
/// are reported and peers told is [Telling]'s business, whom a restarting speaker waits for
/// [RestartWait]'s.
///
/// A peer is a [PeerDriver] with a class for each of its sides:
///
/// ```
///   PeerConfig ──▶ OpenOffer (what our OPEN announces)
///   PeerDriver ─┬▶ ConnectionPair ─▶ SessionRunner, for a moment two (RFC 4271 section 6.8)
///               ├▶ RouteExchange ─┬▶ StaleRoutes     what is kept of a peer that is away
///               │                 ├▶ RouteRefreshes  what is sent again
///               │                 └▶ PrefixGuard     how much is too much
///               ├▶ FlapDamper                        who comes and goes waits
///               └▶ PeerHistory ──▶ PeerStatus
/// ```
///
/// All state belongs to one thread; Netty's threads only cut and decode. [Network], [Connection]
/// and [Timers] are the whole outside, so that tests run many speakers in one thread on a clock of
/// their own.
///
/// Back-pressure: a connection whose decoded messages pile up before the speaker's thread stops
/// reading. A peer that does not read holds up nobody: when its connection has swollen to the high
/// water mark it leaves its update group (`rib.UpdateGroups`), and what waits for it is found by
/// comparing as soon as it reads again. What the whole may use is bounded by [MemoryGuard].
///
/// Who may connect at all is the kernel's business where a peer has a password or TTL security
/// ([SocketSecurity], Netty's native transport); what a peer may send is limited by [PrefixGuard].
///
/// Strangers, and peers that are waiting out an error, are closed at once; a log line a minute and
/// source.
@NullMarked
package io.gingham.bgp.speaker;

import org.jspecify.annotations.NullMarked;
