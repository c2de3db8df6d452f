package io.gingham.policy.convert;

import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Resource;
import java.util.List;

/// @param problems what in the object isn't understood, as `path: fault`; the resource is what is
///   left of it, and fails closed
public record Converted(Resource resource, List<String> problems) {
    public Converted {
        problems = List.copyOf(problems);
    }

    static Converted of(Resource resource) {
        return new Converted(
                resource, resource instanceof Policy policy ? policy.problems() : List.of());
    }
}
