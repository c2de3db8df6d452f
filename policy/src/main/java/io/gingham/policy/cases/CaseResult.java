package io.gingham.policy.cases;

import java.util.List;

/// What became of one case.
///
/// @param name unique within its file
public sealed interface CaseResult {

    String name();

    /// @param probes how many single facts held
    record Passed(String name, int probes) implements CaseResult {}

    /// @param details what didn't hold, and why it is as it is
    record Failed(String name, List<String> details) implements CaseResult {
        public Failed {
            details = List.copyOf(details);
        }
    }

    record Skipped(String name, String reason) implements CaseResult {}
}
