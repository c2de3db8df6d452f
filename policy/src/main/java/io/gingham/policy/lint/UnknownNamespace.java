package io.gingham.policy.lint;

import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Policy;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A policy in a namespace that is not here.
final class UnknownNamespace implements Check {

    /// Letters that may be wrong in what somebody meant.
    private static final int NEAR = 2;

    @Override
    public void look(Surroundings around, Report report) {
        List<String> known =
                around.state().all(Namespace.class).stream().map(Namespace::name).toList();
        if (known.isEmpty()) {
            return;
        }
        for (Policy policy : around.policies()) {
            String namespace = policy.key().namespace();
            if (!namespace.isEmpty() && !known.contains(namespace)) {
                report.warn(
                        "unknown-namespace",
                        policy,
                        "metadata.namespace",
                        "there is no namespace "
                                + namespace
                                + " here"
                                + nearest(namespace, known)
                                        .map(near -> "; is " + near + " meant?")
                                        .orElse(""));
            }
        }
    }

    private static Optional<String> nearest(String name, List<String> known) {
        return known.stream()
                .filter(candidate -> distance(name, candidate) <= NEAR)
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
    }

    /// Levenshtein's.
    private static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] now = new int[other.length() + 1];
            now[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(changed, Math.min(before[j], now[j - 1]) + 1);
            }
            before = now;
        }
        return before[other.length()];
    }
}
