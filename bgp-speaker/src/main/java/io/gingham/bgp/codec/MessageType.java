package io.gingham.bgp.codec;

import java.util.Optional;

/// The wire numbers of the messages and the lengths in octets they may have (RFC 4271 section 6.1,
/// RFC 2918).
enum MessageType {
    OPEN(1, 29, MessageFraming.MAX_MESSAGE),
    UPDATE(2, 23, MessageFraming.MAX_MESSAGE),
    NOTIFICATION(3, 21, MessageFraming.MAX_MESSAGE),
    KEEPALIVE(4, 19, 19),
    ROUTE_REFRESH(5, 23, MessageFraming.MAX_MESSAGE);

    private static final MessageType[] BY_CODE = values();

    private final int code;
    private final int minLength;
    private final int maxLength;

    MessageType(int code, int minLength, int maxLength) {
        this.code = code;
        this.minLength = minLength;
        this.maxLength = maxLength;
    }

    int code() {
        return code;
    }

    int minLength() {
        return minLength;
    }

    int maxLength() {
        return maxLength;
    }

    static Optional<MessageType> of(int code) {
        return code >= 1 && code <= BY_CODE.length
                ? Optional.of(BY_CODE[code - 1])
                : Optional.empty();
    }
}
