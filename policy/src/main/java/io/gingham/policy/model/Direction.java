package io.gingham.policy.model;

import java.util.Locale;

/// As the selected pod sees it: traffic to it, or from it.
public enum Direction {
    INGRESS,
    EGRESS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
