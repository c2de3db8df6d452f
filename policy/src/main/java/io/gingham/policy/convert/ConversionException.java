package io.gingham.policy.convert;

/// An object can't even be told apart: its kind isn't one of policy's, or it has no name.
public final class ConversionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ConversionException(String message) {
        super(message);
    }
}
