package io.gingham.bfd;

/// RFC 5880 section 4.1, *State*; the ordinal is the number on the wire.
public enum BfdState {
    ADMIN_DOWN,
    DOWN,
    INIT,
    UP;

    private static final BfdState[] BY_CODE = values();

    /// @param code two bits
    static BfdState of(int code) {
        return BY_CODE[code];
    }
}
