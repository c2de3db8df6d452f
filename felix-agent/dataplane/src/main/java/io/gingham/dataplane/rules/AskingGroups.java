package io.gingham.dataplane.rules;

import io.gingham.policy.program.PolicyGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which groups ask a policy, by the id of the program's chain.
final class AskingGroups {

    private final Map<String, PolicyGroup> groups = new HashMap<>();
    private final Map<String, Set<String>> byChain = new HashMap<>();

    Set<String> of(String chain) {
        return byChain.getOrDefault(chain, Set.of());
    }

    /// @param now null if it is gone
    void put(String id, @Nullable PolicyGroup now) {
        PolicyGroup before = now == null ? groups.remove(id) : groups.put(id, now);
        if (before != null && !before.equals(now)) {
            asked(before).forEach(chain -> forget(chain, id));
        }
        if (now != null) {
            asked(now)
                    .forEach(chain -> byChain.computeIfAbsent(chain, c -> new HashSet<>()).add(id));
        }
    }

    private void forget(String chain, String group) {
        byChain.computeIfPresent(
                chain,
                (id, asking) -> {
                    asking.remove(group);
                    return asking.isEmpty() ? null : asking;
                });
    }

    private static List<String> asked(PolicyGroup group) {
        List<String> chains = new ArrayList<>();
        group.tiers().forEach(tier -> chains.addAll(tier.chains()));
        switch (group.end()) {
            case PolicyGroup.End.Allow() -> {}
            case PolicyGroup.End.Profiles(var profiles) -> chains.addAll(profiles);
        }
        return chains;
    }
}
