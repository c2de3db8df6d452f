package io.gingham.bfd;

/// RFC 5880 section 4.1, *State*.
public enum BfdState {
    ADMIN_DOWN(0),
    DOWN(1),
    INIT(2),
    UP(3);

    private final int code;

    BfdState(int code) {
        this.code = code;
    }

    /// Two bits, on the wire.
    int code() {
        return code;
    }

    static BfdState of(int code) {
        return switch (code) {
            case 0 -> ADMIN_DOWN;
            case 1 -> DOWN;
            case 2 -> INIT;
            case 3 -> UP;
            default ->
                    throw new IllegalArgumentException("state " + code + " has more than 2 bits");
        };
    }
}
