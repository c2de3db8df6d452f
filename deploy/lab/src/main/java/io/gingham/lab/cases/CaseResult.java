package io.gingham.lab.cases;

import java.util.List;

/// How a case ended.
///
/// @param reason for the line; may be empty for a pass
/// @param details further lines, for a failure
/// @param packets probes sent
/// @param notSent probes of protocols that can't be sent here; they agree with the oracle unless
///   the case failed
public record CaseResult(
        String name, Kind kind, String reason, List<String> details, int packets, int notSent) {

    /// @see CaseResult
    public enum Kind {
        PASS,
        FAIL,
        SKIP
    }

    public CaseResult {
        details = List.copyOf(details);
    }

    /// `PASS name: reason`.
    public String line() {
        return kind + " " + name + (reason.isEmpty() ? "" : ": " + reason);
    }
}
