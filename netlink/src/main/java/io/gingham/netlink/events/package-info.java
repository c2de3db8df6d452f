/// What the kernel tells without being asked: links, addresses and routes that come, change and go.
///
/// ```
///   multicast groups ─▶ one thread a listener ─▶ Put | Removed, in their order
///                                             └▶ Overrun: something was lost, look at everything
/// ```
@NullMarked
package io.gingham.netlink.events;

import org.jspecify.annotations.NullMarked;
