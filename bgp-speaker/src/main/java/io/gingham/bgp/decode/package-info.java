/// `gingham bgp decode`: bytes taken apart, for people and for other programs.
///
/// ```
///   HEX ───────────▶ DecodeText ──┐
///                                 ├─▶ DecodeRequest ─▶ codec.Dissector ─▶ Dissection
///   a line of JSON ▶ DecodeLines ─┘                                          │
///                                              RfcWords says why ◀───────────┘
/// ```
///
/// The verdict is the one a session would get: the decoders are the same. What is no request (a bad
/// line, hex that is none) is a [DecodeException] with a sentence, never a verdict.
///
/// Thread: any; nothing is kept.
@NullMarked
package io.gingham.bgp.decode;

import org.jspecify.annotations.NullMarked;
