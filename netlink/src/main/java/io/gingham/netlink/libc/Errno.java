package io.gingham.netlink.libc;

import java.util.List;

/// An error number of the kernel (positive, as in errno(3)) with the name it has on Linux x86-64
/// and arm64 (asm-generic/errno.h).
public record Errno(int number) {

    public static final Errno EPERM = new Errno(1);
    public static final Errno ENOENT = new Errno(2);
    public static final Errno ESRCH = new Errno(3);
    public static final Errno EINTR = new Errno(4);
    public static final Errno EAGAIN = new Errno(11);
    public static final Errno EBUSY = new Errno(16);
    public static final Errno EEXIST = new Errno(17);
    public static final Errno ENODEV = new Errno(19);
    public static final Errno EINVAL = new Errno(22);
    public static final Errno ENETUNREACH = new Errno(101);
    public static final Errno EHOSTUNREACH = new Errno(113);
    public static final Errno EACCES = new Errno(13);
    public static final Errno EIO = new Errno(5);
    public static final Errno EPROTO = new Errno(71);
    public static final Errno EMSGSIZE = new Errno(90);
    public static final Errno EOPNOTSUPP = new Errno(95);
    public static final Errno EADDRNOTAVAIL = new Errno(99);
    public static final Errno ENOBUFS = new Errno(105);
    public static final Errno ETIMEDOUT = new Errno(110);

    private static final List<String> NAMES =
            List.of(
                    ("0 EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN"
                                    + " ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV"
                                    + " ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG"
                                    + " ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE EDEADLK"
                                    + " ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP 41 ENOMSG EIDRM"
                                    + " ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH ENOCSI EL2HLT"
                                    + " EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT 58 EBFONT ENOSTR"
                                    + " ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV"
                                    + " ESRMNT ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW"
                                    + " ENOTUNIQ EBADFD EREMCHG ELIBACC ELIBBAD ELIBSCN ELIBMAX"
                                    + " ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK"
                                    + " EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT"
                                    + " EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT"
                                    + " EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH"
                                    + " ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN"
                                    + " ESHUTDOWN ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN"
                                    + " EHOSTUNREACH EALREADY EINPROGRESS ESTALE")
                            .split(" "));

    /// `EEXIST`, or `errno 4711` for a number without a name here.
    public String name() {
        return number > 0 && number < NAMES.size() && NAMES.get(number).startsWith("E")
                ? NAMES.get(number)
                : "errno " + number;
    }

    @Override
    public String toString() {
        return name() + " (" + number + ")";
    }
}
