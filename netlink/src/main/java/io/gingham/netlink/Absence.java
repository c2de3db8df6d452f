package io.gingham.netlink;

import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import java.util.Set;

/// The errors by which the kernel says that what is to be deleted is not there: ENODEV for links,
/// ESRCH for routes, EADDRNOTAVAIL for addresses, ENOENT for neighbours.
public final class Absence {

    private static final Set<Errno> CODES =
            Set.of(Errno.ENODEV, Errno.ESRCH, Errno.EADDRNOTAVAIL, Errno.ENOENT);

    private Absence() {}

    public static boolean isMeantBy(NetlinkException e) {
        return CODES.contains(e.errno());
    }
}
