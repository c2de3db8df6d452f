/// What BMP says (RFC 7854, RFC 8671, RFC 9069), as values, and its bytes.
///
/// ```
///   BmpMessage ──▶ BmpEncoder ──▶ bytes
///   routes ─▶ RouteBatch ─▶ RouteStream ──┘     each view of the tables has a stream of its own
/// ```
///
/// Pure: no sockets, no clock, no log; who is told when is `station`'s business. Only what a router
/// sends is here: a router reads nothing (RFC 7854 section 3.2).
@NullMarked
package io.gingham.bgp.bmp;

import org.jspecify.annotations.NullMarked;
