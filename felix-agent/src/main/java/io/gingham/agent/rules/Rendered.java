package io.gingham.agent.rules;

import io.gingham.policy.program.PolicyChain;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramSet;
import io.gingham.value.IpFamily;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What was rendered last of one family: what has not changed since is the same object again, so
/// that neither rendering nor comparing costs more than what has changed. For one thread.
public final class Rendered {

    private record OfChain(PolicyChain source, Optional<Chain> chain) {}

    private record OfSet(long revision, KernelSet set) {}

    private final IpFamily family;
    private final PolicyRenderer policies;
    private Map<String, OfChain> chains = new HashMap<>();
    private Map<String, OfSet> sets = new HashMap<>();
    private Map<String, OfChain> chainsBefore = Map.of();
    private Map<String, OfSet> setsBefore = Map.of();

    public Rendered(IpFamily family) {
        this.family = family;
        this.policies = new PolicyRenderer(family);
    }

    IpFamily family() {
        return family;
    }

    /// From here on what isn't asked for is forgotten at the next call.
    void begin() {
        chainsBefore = chains;
        setsBefore = sets;
        chains = new HashMap<>();
        sets = new HashMap<>();
    }

    Optional<Chain> chain(PolicyChain source) {
        OfChain before = chainsBefore.get(source.id());
        OfChain now =
                before != null && before.source().equals(source)
                        ? before
                        : new OfChain(source, policies.render(source));
        chains.put(source.id(), now);
        return now.chain();
    }

    KernelSet set(ProgramSet source, Program program) {
        OfSet before = setsBefore.get(source.id());
        long revision = program.revision(source.id());
        OfSet now =
                before != null && before.revision() == revision
                        ? before
                        : new OfSet(
                                revision,
                                SetRenderer.render(source, program.members(source.id()), family));
        sets.put(source.id(), now);
        return now.set();
    }
}
