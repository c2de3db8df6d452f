package io.gingham.policy.calc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.program.Criterion;
import io.gingham.policy.program.EndpointProgram;
import io.gingham.policy.program.Gate;
import io.gingham.policy.program.HostEndpointProgram;
import io.gingham.policy.program.PolicyChain;
import io.gingham.policy.program.PolicyGroup;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramUpdate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What must hold of every program, whatever it means.
final class ProgramChecks {

    private ProgramChecks() {}

    static void check(List<ProgramUpdate> updates, Program program) {
        List<Integer> places = updates.stream().map(ProgramChecks::place).toList();
        assertEquals(places.stream().sorted().toList(), places, () -> "order of " + updates);
        checkNothingIsMissingOrIdle(program);
    }

    private static int place(ProgramUpdate update) {
        return switch (update) {
            case ProgramUpdate.SetAdded _ -> 0;
            case ProgramUpdate.MembersChanged _ -> 1;
            case ProgramUpdate.ChainPut _ -> 2;
            case ProgramUpdate.GroupPut _ -> 3;
            case ProgramUpdate.EndpointPut _, ProgramUpdate.HostEndpointPut _ -> 4;
            case ProgramUpdate.EndpointRemoved _, ProgramUpdate.HostEndpointRemoved _ -> 5;
            case ProgramUpdate.GroupRemoved _ -> 6;
            case ProgramUpdate.ChainRemoved _ -> 7;
            case ProgramUpdate.SetRemoved _ -> 8;
        };
    }

    private static void checkNothingIsMissingOrIdle(Program program) {
        Set<String> groups = new TreeSet<>();
        Stream.concat(
                        program.endpoints().values().stream().flatMap(ProgramChecks::gates),
                        program.hostEndpoints().values().stream().flatMap(ProgramChecks::gates))
                .forEach(
                        gate -> {
                            if (gate instanceof Gate.Governed(String group)) {
                                groups.add(group);
                            }
                        });
        assertEquals(program.groups().keySet(), groups, "groups that endpoints refer to");
        Set<String> chains = new TreeSet<>();
        for (PolicyGroup group : program.groups().values()) {
            group.tiers().forEach(tier -> chains.addAll(tier.chains()));
            group.tiers().forEach(tier -> assertTrue(!tier.chains().isEmpty(), "empty tier"));
            if (group.end() instanceof PolicyGroup.End.Profiles(var profiles)) {
                chains.addAll(profiles);
            }
        }
        assertEquals(program.chains().keySet(), chains, "chains that groups refer to");
        Set<String> sets = new TreeSet<>();
        for (PolicyChain chain : program.chains().values()) {
            for (PolicyChain.ProgramRule rule : chain.rules()) {
                for (Criterion criterion : rule.criteria()) {
                    switch (criterion) {
                        case Criterion.InSet(_, String set, _) -> sets.add(set);
                        case Criterion.PortInSet(_, String set, _) -> sets.add(set);
                        default -> {}
                    }
                }
            }
        }
        assertEquals(program.sets().keySet(), sets, "sets that chains refer to");
    }

    private static Stream<Gate> gates(EndpointProgram endpoint) {
        return Stream.of(endpoint.ingress(), endpoint.egress());
    }

    private static Stream<Gate> gates(HostEndpointProgram endpoint) {
        return Stream.of(
                endpoint.local().ingress(),
                endpoint.local().egress(),
                endpoint.forwarded().ingress(),
                endpoint.forwarded().egress(),
                endpoint.untracked().ingress(),
                endpoint.untracked().egress(),
                endpoint.preDnat());
    }

    static void assertSame(Program expected, Program actual) {
        assertEquals(expected.endpoints(), actual.endpoints());
        assertEquals(expected.hostEndpoints(), actual.hostEndpoints());
        assertEquals(expected.groups(), actual.groups());
        assertEquals(expected.chains(), actual.chains());
        assertEquals(expected.sets(), actual.sets());
        for (String set : expected.sets().keySet()) {
            assertEquals(expected.members(set), actual.members(set), () -> "" + expected.set(set));
        }
    }
}
