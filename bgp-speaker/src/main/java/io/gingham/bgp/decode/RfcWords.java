package io.gingham.bgp.decode;

import io.gingham.bgp.codec.AttributeFault;
import io.gingham.bgp.message.BgpError;

/// What the RFCs say of an error.
final class RfcWords {

    private RfcWords() {}

    static String of(BgpError error) {
        return switch (error) {
            case CONNECTION_NOT_SYNCHRONIZED -> "RFC 4271 section 6.1: the marker must be all ones";
            case BAD_MESSAGE_LENGTH ->
                    "RFC 4271 section 6.1, RFC 8654: 19..4096 octets (65535 if agreed upon), and no"
                            + " fewer than the type needs; data: the length";
            case BAD_MESSAGE_TYPE -> "RFC 4271 section 6.1: a type of 1..5; data: the type";
            case OPEN_UNSPECIFIC ->
                    "RFC 4271 section 6.2, RFC 5492 section 5: recognized, but malformed";
            case UNSUPPORTED_VERSION ->
                    "RFC 4271 section 6.2: version 4; data: the version that is spoken";
            case BAD_PEER_AS -> "RFC 4271 section 6.2, RFC 7607: not the AS that is expected, or 0";
            case BAD_BGP_IDENTIFIER -> "RFC 6286 section 2.2: not 0, and unique within the AS";
            case UNSUPPORTED_OPTIONAL_PARAMETER ->
                    "RFC 4271 section 6.2: only capabilities (type 2) are parameters";
            case UNACCEPTABLE_HOLD_TIME -> "RFC 4271 section 6.2: 0, or 3 seconds and more";
            case UNSUPPORTED_CAPABILITY ->
                    "RFC 5492 section 5: a capability that is needed is missing";
            case ROLE_MISMATCH -> "RFC 9234 section 4.2: the roles of both sides don't fit";
            case MALFORMED_ATTRIBUTE_LIST ->
                    "RFC 4271 section 6.3, RFC 7606 section 3: lengths that don't fit, or an"
                            + " attribute that stands twice";
            case UNRECOGNIZED_WELL_KNOWN ->
                    "RFC 4271 section 6.3: whoever says well-known must be known";
            case MISSING_WELL_KNOWN ->
                    "RFC 4271 section 6.3, RFC 7606 section 3 d: ORIGIN, AS_PATH and, for IPv4"
                            + " prefixes in the update itself, NEXT_HOP are mandatory";
            case ATTRIBUTE_FLAGS ->
                    "RFC 4271 section 6.3, RFC 7606 section 3 c: the optional and transitive bits"
                            + " are fixed for each type";
            case ATTRIBUTE_LENGTH ->
                    "RFC 4271 section 6.3, RFC 7606 section 7: a length the type can't have";
            case INVALID_ORIGIN -> "RFC 4271 section 6.3, RFC 7606 section 7.1: 0, 1 or 2";
            case INVALID_NEXT_HOP -> "RFC 4271 section 6.3: NEXT_HOP must be a host's address";
            case OPTIONAL_ATTRIBUTE ->
                    "RFC 4271 section 6.3, RFC 4760 section 7, RFC 7606 section 5.3: an optional"
                            + " attribute whose value is malformed";
            case INVALID_NETWORK_FIELD ->
                    "RFC 4271 section 6.3, RFC 7606 section 5.3: the prefixes can't be told apart";
            case MALFORMED_AS_PATH ->
                    "RFC 4271 section 6.3, RFC 7606 section 7.2, RFC 5065 section 5: segments of"
                            + " known types, with 1..255 numbers each, that are all there";
            case HOLD_TIMER_EXPIRED -> "RFC 4271 section 6.5: nothing came for the hold time";
            case SEND_HOLD_TIMER_EXPIRED -> "RFC 9687: nothing could be sent for too long";
            case FSM_UNSPECIFIC,
                    UNEXPECTED_IN_OPEN_SENT,
                    UNEXPECTED_IN_OPEN_CONFIRM,
                    UNEXPECTED_IN_ESTABLISHED ->
                    "RFC 4271 section 6.6, RFC 6608: a message that has no place in the state";
            case ROUTE_REFRESH_LENGTH ->
                    "RFC 7313 section 5: a marker has 4 octets behind the header; data: the"
                            + " message";
            case CEASE_UNSPECIFIC,
                    MAXIMUM_PREFIXES,
                    ADMINISTRATIVE_SHUTDOWN,
                    PEER_DECONFIGURED,
                    ADMINISTRATIVE_RESET,
                    CONNECTION_REJECTED,
                    OTHER_CONFIGURATION_CHANGE,
                    CONNECTION_COLLISION,
                    OUT_OF_RESOURCES,
                    HARD_RESET,
                    BFD_DOWN ->
                    "RFC 4486, RFC 8538, RFC 9003, RFC 9384: ended on purpose";
        };
    }

    static String of(AttributeFault fault) {
        return switch (fault.verdict()) {
            case DISCARD -> "attribute discard (RFC 7606 section 2): the attribute is left out";
            case TREAT_AS_WITHDRAW ->
                    "treat-as-withdraw (RFC 7606 section 2): the routes go, the session stays";
            case RESET -> "session reset (RFC 7606 section 2)";
        };
    }
}
