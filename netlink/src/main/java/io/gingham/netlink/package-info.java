/// The one way into Linux: network namespaces, links, addresses, routes, neighbours, connection
/// tracking and sysctls.
///
/// ```
///   Netlink, Conntrack ─▶ NetlinkSocket ──▶ libc.Sys ──▶ kernel
///        │                    ▲
///        └─▶ message.* ───────┘   records ⇄ bytes: pure, trusts no length
/// ```
///
/// A socket belongs to the namespace it was opened in, for ever: open it inside
/// [io.gingham.netlink.NetworkNamespace#call] and use it from any thread. All calls block for the
/// kernel's answer. Refusals of the kernel are [io.gingham.netlink.libc.NetlinkException]s.
@NullMarked
package io.gingham.netlink;

import org.jspecify.annotations.NullMarked;
