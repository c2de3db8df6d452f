package io.gingham.bgp.codec;

import java.util.Optional;

/// The wire numbers of the messages and the lengths in octets they may have (RFC 4271 section 6.1,
/// RFC 2918).
enum MessageType {
    OPEN(1, 29, MessageFraming.MAX_MESSAGE, false),
    UPDATE(2, 23, MessageFraming.MAX_MESSAGE, true),
    NOTIFICATION(3, 21, MessageFraming.MAX_MESSAGE, true),
    KEEPALIVE(4, 19, 19, false),
    ROUTE_REFRESH(5, 23, MessageFraming.MAX_MESSAGE, true);

    private static final MessageType[] BY_CODE = values();

    private final int code;
    private final int minLength;
    private final int maxLength;
    private final boolean extensible;

    MessageType(int code, int minLength, int maxLength, boolean extensible) {
        this.code = code;
        this.minLength = minLength;
        this.maxLength = maxLength;
        this.extensible = extensible;
    }

    int code() {
        return code;
    }

    int minLength() {
        return minLength;
    }

    /// @param extended RFC 8654 was agreed upon
    int maxLength(boolean extended) {
        return extended && extensible ? MessageFraming.MAX_EXTENDED_MESSAGE : maxLength;
    }

    static Optional<MessageType> of(int code) {
        return code >= 1 && code <= BY_CODE.length
                ? Optional.of(BY_CODE[code - 1])
                : Optional.empty();
    }
}
