package io.gingham.agent.enforce;

import io.gingham.agent.cluster.ResourceChange;
import io.gingham.agent.part.Problem;
import io.gingham.policy.model.ResourceKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Objects that can't be understood, and fail closed.
final class NotUnderstood {

    private final Map<ResourceKey, List<String>> faults = new TreeMap<>();

    void note(ResourceChange change) {
        if (change.problems().isEmpty()) {
            faults.remove(change.delta().key());
        } else {
            faults.put(change.delta().key(), change.problems());
        }
    }

    List<Problem> problems() {
        return faults.entrySet().stream()
                .map(
                        fault ->
                                Problem.note(
                                        "not-understood",
                                        fault.getKey().toString(),
                                        fault.getKey()
                                                + " is not understood, and fails closed: "
                                                + String.join("; ", fault.getValue())))
                .toList();
    }
}
