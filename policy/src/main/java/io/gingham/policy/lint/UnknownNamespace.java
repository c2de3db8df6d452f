package io.gingham.policy.lint;

import io.gingham.document.NearestName;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Policy;
import java.util.List;

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
                                + NearestName.within(NEAR, namespace, known)
                                        .map(near -> "; is " + near + " meant?")
                                        .orElse(""));
            }
        }
    }
}
