package io.gingham.document;

import java.util.List;

/// Faults in a document. Whoever reads the document catches it, and says it in the way of its kind.
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String path;
    private final transient List<String> reasons;

    /// @param path where in the document: `spec.ingress[0].ports[1].endPort`
    /// @param fault what was seen there and what is expected
    public Refusal(String path, String fault) {
        this(path, List.of(path + ": " + fault));
    }

    /// @param path of the first
    /// @param reasons each as `path: fault`; at least one
    public Refusal(String path, List<String> reasons) {
        super(String.join("; ", reasons));
        this.path = path;
        this.reasons = List.copyOf(reasons);
    }

    /// Of the first fault.
    public String path() {
        return path;
    }

    public List<String> reasons() {
        return reasons;
    }

    public String reason() {
        return String.join("; ", reasons);
    }
}
