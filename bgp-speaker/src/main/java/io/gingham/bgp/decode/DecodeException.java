package io.gingham.bgp.decode;

/// What was asked can't be understood; the message says what was expected.
public final class DecodeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public DecodeException(String message) {
        super(message, null, false, false);
    }
}
