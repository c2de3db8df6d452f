/// BGP as data: messages, capabilities, path attributes and errors, as immutable values without
/// behaviour on the wire.
///
/// ```
///   BgpMessage ─┬─ Open ── Capability (sealed)
///               ├─ Update ── PathAttributes ── PathAttribute (sealed), IpPrefix
///               ├─ Keepalive
///               ├─ Notification ── BgpError (code, subcode)
///               └─ RouteRefresh
/// ```
///
/// Thread: any; everything is immutable. Constructors copy lists and refuse values no speaker may
/// hold. What a *peer* may have sent is checked in `codec`, what may be *believed* in `rib`.
@NullMarked
package io.gingham.bgp.message;

import org.jspecify.annotations.NullMarked;
