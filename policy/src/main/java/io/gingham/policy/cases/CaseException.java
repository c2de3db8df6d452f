package io.gingham.policy.cases;

import io.gingham.document.Refusal;

/// A case file isn't as it should be.
public final class CaseException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String path;

    /// @param path where: `11-deny.yaml: steps[0].probes[2].to`
    public CaseException(String path, String fault) {
        super(path + ": " + fault);
        this.path = path;
    }

    CaseException(Refusal refusal) {
        super(refusal.reason());
        this.path = refusal.path();
    }

    public String path() {
        return path;
    }
}
