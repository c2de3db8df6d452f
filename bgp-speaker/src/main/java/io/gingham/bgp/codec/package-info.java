/// Bytes to messages and back, as functions: no socket, no thread, no Netty.
///
/// ```
///   bytes ─▶ MessageFraming ─▶ one message ─▶ MessageDecoder ─┬─▶ OpenDecoder ── CapabilityCodec
///            (header, 6.1)                     │              └─▶ UpdateDecoder ── AttributeCodecs (one row each)
///                                              ▼
///                                     Decoded(message, faults)          MessageEncoder ◀── UpdateWriter ◀── rib
/// ```
///
/// The peer is not trusted. Every length is checked against the bytes that are there before
/// anything is allocated, so the memory taken is in proportion to the message, which has at most
/// 4,096 octets, or 65,535 if both sides wanted that (RFC 8654). All that is thrown is
/// [io.gingham.bgp.message.BgpException], which carries the NOTIFICATION to send. What is wrong
/// with an attribute alone is a verdict (RFC 7606), not an exception: the update that comes out has
/// its routes withdrawn, or the attribute left out, and the faults beside it are for the log.
///
/// A [CodecContext] says what was agreed upon, each direction by itself: a prefix has a path
/// identifier only where its family has add-path in that direction. IPv4 prefixes with an IPv4 next
/// hop stand in the update itself, all others in MP_REACH_NLRI; past this package a next hop is
/// always NEXT_HOP.
///
/// [Dissector] takes the same bytes apart for people, as they stand on the wire.
///
/// AS numbers: a session between two speakers of RFC 6793 has four octets, any other two. `As4Path`
/// and `As4Aggregator` are merged on the way in and made on the way out, so nobody past this
/// package sees them.
@NullMarked
package io.gingham.bgp.codec;

import org.jspecify.annotations.NullMarked;
