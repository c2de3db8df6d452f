package io.gingham.cni;

/// Error codes of the CNI specification 1.1.0; from 100 up they are the plugin's own.
public enum CniErrorCode {
    INCOMPATIBLE_VERSION(1),
    UNSUPPORTED_FIELD(2),
    UNKNOWN_CONTAINER(3),
    INVALID_ENVIRONMENT(4),
    IO_FAILURE(5),
    DECODING_FAILURE(6),
    INVALID_CONFIG(7),
    TRY_AGAIN_LATER(11),
    NOT_AVAILABLE(50),
    INTERFACE_EXISTS(100),
    ADDRESS_CONFLICT(101),
    WIRING_FAILED(102),
    CHECK_FAILED(103),
    /// What the reference plugins use for errors without a code of their own.
    INTERNAL(999);

    private final int number;

    CniErrorCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
