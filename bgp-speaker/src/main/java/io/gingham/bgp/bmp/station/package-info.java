/// Who is told what of BMP, and when: one [Station] for each collector, and [BmpMonitor], which
/// hears of all that happens.
///
/// ```
///   sessions ─▶ BmpMonitor ─▶ RouteStream of each view ─▶ encoded once ─┬▶ Station ─▶ CollectorLink (Netty)
///   Rib ──────▶                                                         └▶ Station    its own first dump
/// ```
///
/// All but the sockets is on the speaker's thread, which never waits: what a collector does not
/// take stands in its connection, and when that holds too much the connection ends and begins anew
/// with a full dump. A collector that comes late is shown the tables in steps, while changes go on.
@NullMarked
package io.gingham.bgp.bmp.station;

import org.jspecify.annotations.NullMarked;
