package io.gingham.policy.model;

import java.util.Arrays;
import java.util.Optional;

/// What a rule does with what it matches. `Log` goes on with the next rule; `Pass` with the next
/// tier.
public enum Action {
    ALLOW("Allow"),
    DENY("Deny"),
    LOG("Log"),
    PASS("Pass");

    private final String text;

    Action(String text) {
        this.text = text;
    }

    /// The API's spelling.
    @Override
    public String toString() {
        return text;
    }

    public static Optional<Action> named(String text) {
        return Arrays.stream(values()).filter(action -> action.text.equals(text)).findFirst();
    }
}
