/// Router discovery (RFC 4861) as far as two routers on one link need it to learn each other's
/// link-local address: what is called an unnumbered link.
///
/// ```
///   RouterLink (a thread for each interface) ──▶ whoever wants the address
///      │  ├─ RouterChoice         which of those heard is the neighbour     pure
///      │  ├─ AdvertisementTimes   when the next advertisement is due        pure
///      │  └─ RouterMessageCodec   bytes ⇄ RouterMessage, RFC 4861 §6.1      pure
///      └──▶ RouterSocket ──▶ libc.Sys ──▶ kernel (ICMPv6 raw socket: CAP_NET_RAW)
/// ```
///
/// We say that we are a router with lifetime 0, so that no host takes us for its default gateway,
/// and announce no prefix. Nothing heard is put into the kernel: neither routes nor neighbours.
/// Everything in a message but its sender and its well-formedness is ignored.
@NullMarked
package io.gingham.netlink.router;

import org.jspecify.annotations.NullMarked;
