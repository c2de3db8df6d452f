/// rtnetlink as data: what the kernel reports ([io.gingham.netlink.message.RtMessage]) and what it
/// can be asked ([io.gingham.netlink.message.Request]), and the two pure functions between these
/// records and bytes.
///
/// ```
///  Request ──RequestEncoder──▶ byte[]          ByteBuffer ──Frames──▶ Frame ──MessageDecoder──▶ RtMessage
///                                                             └─ NLMSG_ERROR ──▶ Acknowledgement
/// ```
///
/// Numbers are in the machine's byte order, as the kernel wants them; addresses in network order.
/// The decoder trusts no length: whatever does not fit is a
/// [io.gingham.netlink.libc.NetlinkException] with EPROTO. Unknown attributes are skipped.
/// Attribute numbers are those of linux/rtnetlink.h, linux/if_link.h and linux/if_addr.h.
@NullMarked
package io.gingham.netlink.message;

import org.jspecify.annotations.NullMarked;
