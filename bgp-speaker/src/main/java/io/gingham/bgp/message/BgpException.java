package io.gingham.bgp.message;

/// An error in what the peer sent that ends its session; [#notification] is the message to send.
///
/// Holds no stack trace: hostile peers cause it at will, and the place in our code says nothing to
/// whom it concerns.
public final class BgpException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final BgpError error;
    private final transient Octets data;

    /// @param data what the NOTIFICATION's data field shall hold, as RFC 4271 section 6 says for
    ///   the error
    public BgpException(BgpError error, Octets data, String message) {
        super(message, null, false, false);
        this.error = error;
        this.data = data;
    }

    public BgpException(BgpError error, String message) {
        this(error, Octets.EMPTY, message);
    }

    public BgpError error() {
        return error;
    }

    public BgpMessage.Notification notification() {
        return BgpMessage.Notification.of(error, data);
    }
}
