package io.gingham.policy.model;

import java.util.List;
import java.util.Map;

/// What holds for an endpoint when no tier decides. Host endpoints name theirs; pods always have
/// their namespace's, which allows everything in both directions.
///
/// @param labelsToApply labels that its endpoints get, unless they have them
public record Profile(
        String name, Map<String, String> labelsToApply, List<Rule> ingress, List<Rule> egress)
        implements LabelParent, RuleSource {
    public Profile {
        labelsToApply = Map.copyOf(labelsToApply);
        ingress = List.copyOf(ingress);
        egress = List.copyOf(egress);
    }

    public List<Rule> rules(Direction direction) {
        return switch (direction) {
            case INGRESS -> ingress;
            case EGRESS -> egress;
        };
    }

    public static ResourceKey key(String name) {
        return new ResourceKey(ResourceKind.PROFILE, "", name);
    }

    @Override
    public ResourceKey resourceKey() {
        return key(name);
    }
}
