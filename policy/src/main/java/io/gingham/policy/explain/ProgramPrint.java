package io.gingham.policy.explain;

import io.gingham.policy.model.Direction;
import io.gingham.policy.program.Criterion;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.PolicyChain;
import io.gingham.policy.program.PolicyGroup;
import io.gingham.policy.program.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an endpoint's program is made of, with all that it refers to: equal prints decide alike.
final class ProgramPrint {

    private final Program program;
    private final Map<String, Object> groups = new HashMap<>();

    ProgramPrint(Program program) {
        this.program = program;
    }

    Object of(EndpointProgram endpoint) {
        List<Object> print = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            Gate gate = endpoint.gate(direction);
            print.add(
                    gate instanceof Gate.Governed(String group)
                            ? groups.computeIfAbsent(group, this::group)
                            : gate);
        }
        return print;
    }

    private Object group(String id) {
        PolicyGroup group = program.group(id);
        List<Object> print = new ArrayList<>(List.of(group.end()));
        for (PolicyGroup.TierStep tier : group.tiers()) {
            print.add(tier);
            tier.chains().forEach(chain -> print.add(chain(program.chain(chain))));
        }
        return print;
    }

    private Object chain(PolicyChain chain) {
        List<Object> print = new ArrayList<>(List.of(chain));
        for (PolicyChain.ProgramRule rule : chain.rules()) {
            for (Criterion criterion : rule.criteria()) {
                switch (criterion) {
                    case Criterion.InSet(_, String set, _) -> print.add(members(set));
                    case Criterion.PortInSet(_, String set, _) -> print.add(members(set));
                    default -> {}
                }
            }
        }
        return print;
    }

    private Set<?> members(String set) {
        return Set.copyOf(program.members(set));
    }
}
