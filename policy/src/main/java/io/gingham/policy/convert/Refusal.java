package io.gingham.policy.convert;

/// A fault in an object. Caught inside this package.
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String reason;

    /// @param path where in the object: `spec.ingress[0].ports[1].endPort`
    /// @param fault what was seen there and what is expected
    Refusal(String path, String fault) {
        super(path + ": " + fault);
        this.reason = path + ": " + fault;
    }

    String reason() {
        return reason;
    }
}
