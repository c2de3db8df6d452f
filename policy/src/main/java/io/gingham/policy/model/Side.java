package io.gingham.policy.model;

import java.util.Locale;

/// An end of a flow, as its packets name it.
public enum Side {
    SOURCE,
    DESTINATION;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
