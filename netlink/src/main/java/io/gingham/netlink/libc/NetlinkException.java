package io.gingham.netlink.libc;

/// The kernel refused something. The message says what was asked, the error's name and number, and
/// the kernel's own sentence where it gave one (NETLINK_EXT_ACK).
public final class NetlinkException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int errnoNumber;
    private final String asked;
    private final String kernelText;

    /// @param asked what was tried, such as `add route 10.0.0.0/8 via 10.1.1.1`
    public NetlinkException(Errno errno, String asked) {
        this(errno, asked, "");
    }

    /// @param kernelText the kernel's extended-ack text, or empty
    public NetlinkException(Errno errno, String asked, String kernelText) {
        super(asked + ": " + errno + (kernelText.isEmpty() ? "" : ": " + kernelText));
        this.errnoNumber = errno.number();
        this.asked = asked;
        this.kernelText = kernelText;
    }

    public Errno errno() {
        return new Errno(errnoNumber);
    }

    public String asked() {
        return asked;
    }

    /// The kernel's sentence, such as `Nexthop has invalid gateway.`; empty when it gave none.
    public String kernelText() {
        return kernelText;
    }

    public boolean is(Errno errno) {
        return errnoNumber == errno.number();
    }
}
