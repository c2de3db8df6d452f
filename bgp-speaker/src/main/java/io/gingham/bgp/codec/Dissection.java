package io.gingham.bgp.codec;

import io.gingham.bgp.message.BgpException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a piece of BGP is, taken apart for people and other programs.
///
/// @param error what decided the outcome, if it is not ACCEPT
/// @param faults all that is wrong with the attributes of an update, also what was put right
/// @param decoded facts by name: strings, numbers, booleans, lists and maps of them, as they stand
///   on the wire; empty where nothing can be read
public record Dissection(
        Outcome outcome,
        Optional<BgpException> error,
        List<AttributeFault> faults,
        Map<String, Object> decoded) {

    /// What a speaker must do with it.
    public enum Outcome {
        ACCEPT("accept"),
        NEED_MORE_BYTES("need-more-bytes"),
        ATTRIBUTE_DISCARD("attribute-discard"),
        TREAT_AS_WITHDRAW("treat-as-withdraw"),
        /// Refuse a capability, and with it the session.
        OPEN_ERROR("open-error"),
        SESSION_ERROR("session-error");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
