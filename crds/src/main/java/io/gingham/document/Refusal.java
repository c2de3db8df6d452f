package io.gingham.policy.convert;

import java.util.List;

/// Faults in an object. Caught inside this package.
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<String> reasons;

    /// @param path where in the object: `spec.ingress[0].ports[1].endPort`
    /// @param fault what was seen there and what is expected
    Refusal(String path, String fault) {
        this(List.of(path + ": " + fault));
    }

    /// @param reasons each as `path: fault`; at least one
    Refusal(List<String> reasons) {
        super(String.join("; ", reasons));
        this.reasons = List.copyOf(reasons);
    }

    List<String> reasons() {
        return reasons;
    }

    String reason() {
        return String.join("; ", reasons);
    }
}
