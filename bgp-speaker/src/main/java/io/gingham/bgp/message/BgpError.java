package io.gingham.bgp.message;

import java.util.Arrays;
import java.util.Optional;

/// The errors a NOTIFICATION names, by code and subcode.
///
/// Sources: RFC 4271 section 4.5 (codes 1 to 4 and 6), RFC 5492 (2/7), RFC 6608 (5), RFC 4486 and
/// 8538 and 9384 (6), RFC 7313 (7), RFC 9234 (2/11), RFC 9687 (8).
public enum BgpError {
    CONNECTION_NOT_SYNCHRONIZED(1, 1, "Message Header Error/Connection Not Synchronized"),
    BAD_MESSAGE_LENGTH(1, 2, "Message Header Error/Bad Message Length"),
    BAD_MESSAGE_TYPE(1, 3, "Message Header Error/Bad Message Type"),

    OPEN_UNSPECIFIC(2, 0, "OPEN Message Error"),
    UNSUPPORTED_VERSION(2, 1, "OPEN Message Error/Unsupported Version Number"),
    BAD_PEER_AS(2, 2, "OPEN Message Error/Bad Peer AS"),
    BAD_BGP_IDENTIFIER(2, 3, "OPEN Message Error/Bad BGP Identifier"),
    UNSUPPORTED_OPTIONAL_PARAMETER(2, 4, "OPEN Message Error/Unsupported Optional Parameter"),
    UNACCEPTABLE_HOLD_TIME(2, 6, "OPEN Message Error/Unacceptable Hold Time"),
    UNSUPPORTED_CAPABILITY(2, 7, "OPEN Message Error/Unsupported Capability"),
    ROLE_MISMATCH(2, 11, "OPEN Message Error/Role Mismatch"),

    MALFORMED_ATTRIBUTE_LIST(3, 1, "UPDATE Message Error/Malformed Attribute List"),
    UNRECOGNIZED_WELL_KNOWN(3, 2, "UPDATE Message Error/Unrecognized Well-known Attribute"),
    MISSING_WELL_KNOWN(3, 3, "UPDATE Message Error/Missing Well-known Attribute"),
    ATTRIBUTE_FLAGS(3, 4, "UPDATE Message Error/Attribute Flags Error"),
    ATTRIBUTE_LENGTH(3, 5, "UPDATE Message Error/Attribute Length Error"),
    INVALID_ORIGIN(3, 6, "UPDATE Message Error/Invalid ORIGIN Attribute"),
    INVALID_NEXT_HOP(3, 8, "UPDATE Message Error/Invalid NEXT_HOP Attribute"),
    OPTIONAL_ATTRIBUTE(3, 9, "UPDATE Message Error/Optional Attribute Error"),
    INVALID_NETWORK_FIELD(3, 10, "UPDATE Message Error/Invalid Network Field"),
    MALFORMED_AS_PATH(3, 11, "UPDATE Message Error/Malformed AS_PATH"),

    HOLD_TIMER_EXPIRED(4, 0, "Hold Timer Expired"),

    FSM_UNSPECIFIC(5, 0, "Finite State Machine Error"),
    UNEXPECTED_IN_OPEN_SENT(5, 1, "Finite State Machine Error/Unexpected Message in OpenSent"),
    UNEXPECTED_IN_OPEN_CONFIRM(
            5, 2, "Finite State Machine Error/Unexpected Message in OpenConfirm"),
    UNEXPECTED_IN_ESTABLISHED(5, 3, "Finite State Machine Error/Unexpected Message in Established"),

    CEASE_UNSPECIFIC(6, 0, "Cease"),
    MAXIMUM_PREFIXES(6, 1, "Cease/Maximum Number of Prefixes Reached"),
    ADMINISTRATIVE_SHUTDOWN(6, 2, "Cease/Administrative Shutdown"),
    PEER_DECONFIGURED(6, 3, "Cease/Peer De-configured"),
    ADMINISTRATIVE_RESET(6, 4, "Cease/Administrative Reset"),
    CONNECTION_REJECTED(6, 5, "Cease/Connection Rejected"),
    OTHER_CONFIGURATION_CHANGE(6, 6, "Cease/Other Configuration Change"),
    CONNECTION_COLLISION(6, 7, "Cease/Connection Collision Resolution"),
    OUT_OF_RESOURCES(6, 8, "Cease/Out of Resources"),
    HARD_RESET(6, 9, "Cease/Hard Reset"),
    BFD_DOWN(6, 10, "Cease/BFD Down"),

    ROUTE_REFRESH_LENGTH(7, 1, "ROUTE-REFRESH Message Error/Invalid Message Length"),

    SEND_HOLD_TIMER_EXPIRED(8, 0, "Send Hold Timer Expired");

    private final int code;
    private final int subcode;
    private final String text;

    BgpError(int code, int subcode, String text) {
        this.code = code;
        this.subcode = subcode;
        this.text = text;
    }

    public int code() {
        return code;
    }

    public int subcode() {
        return subcode;
    }

    /// The RFCs' words for a pair that came from a peer, known or not.
    public static String describe(int code, int subcode) {
        return find(code, subcode)
                .or(() -> find(code, 0))
                .map(error -> error.text)
                .orElse("error that no RFC here names");
    }

    private static Optional<BgpError> find(int code, int subcode) {
        return Arrays.stream(values())
                .filter(error -> error.code == code && error.subcode == subcode)
                .findFirst();
    }

    /// As in `Cease/Administrative Shutdown (6/2)`.
    @Override
    public String toString() {
        return text + " (" + code + "/" + subcode + ")";
    }
}
