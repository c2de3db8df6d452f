package io.gingham.routers;

/// A router can't be started, or says so.
public final class RouterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RouterException(String message) {
        super(message);
    }

    RouterException(String message, Throwable cause) {
        super(message, cause);
    }
}
