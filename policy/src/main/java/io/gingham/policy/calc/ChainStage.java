package io.gingham.policy.calc;

import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Profile;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.RuleSource;
import io.gingham.policy.program.PolicyChain;
import io.gingham.policy.program.ProgramUpdate;
import io.gingham.policy.program.RuleCompiler;
import io.gingham.policy.program.RuleCompiler.Compiled;
import io.gingham.policy.program.SetSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The chains that groups refer to: one for each direction of a policy or profile. What no group
/// refers to is not compiled.
final class ChainStage {

    /// @param resource a policy or profile
    /// @param id follows from the others
    record ChainKey(ResourceKey resource, Direction direction, String id) {
        static ChainKey of(ResourceKey resource, Direction direction) {
            return new ChainKey(resource, direction, RuleCompiler.chainId(resource, direction));
        }

        @Override
        public int hashCode() {
            return id.hashCode();
        }
    }

    private static final class Chain {
        final ChainKey key;
        int references;
        @Nullable PolicyChain announced;
        Set<String> sets = Set.of();

        Chain(ChainKey key) {
            this.key = key;
        }
    }

    private final Known known;
    private final Map<ChainKey, Chain> chains = new HashMap<>();
    private Set<Chain> touched = new HashSet<>();

    ChainStage(Known known) {
        this.known = known;
    }

    /// A group refers to it now.
    void acquire(ChainKey key) {
        Chain chain = chains.computeIfAbsent(key, Chain::new);
        chain.references++;
        touched.add(chain);
    }

    /// A group no longer refers to it. It stays until [#flush].
    void release(ChainKey key) {
        Chain chain = chains.get(key);
        if (chain == null || chain.references == 0) {
            throw new IllegalStateException("no group refers to " + key);
        }
        chain.references--;
        touched.add(chain);
    }

    /// A policy or profile came, went or is another.
    void onResource(ResourceKey resource) {
        for (Direction direction : Direction.values()) {
            Chain chain = chains.get(ChainKey.of(resource, direction));
            if (chain != null) {
                touched.add(chain);
            }
        }
    }

    /// @param acquired the sets that chains refer to now, by id; each once for each chain
    /// @param released the sets that chains no longer refer to
    record Changes(
            List<ProgramUpdate> additions,
            List<ProgramUpdate> removals,
            List<Map.Entry<String, SetSource>> acquired,
            List<String> released) {}

    /// All that has changed since the last time.
    Changes flush() {
        SortedMap<String, ProgramUpdate> put = new TreeMap<>();
        SortedMap<String, ProgramUpdate> removed = new TreeMap<>();
        List<Map.Entry<String, SetSource>> acquired = new ArrayList<>();
        List<String> released = new ArrayList<>();
        for (Chain chain : touched) {
            if (chain.references > 0) {
                Compiled compiled = compile(chain.key);
                if (!compiled.chain().equals(chain.announced)) {
                    chain.announced = compiled.chain();
                    put.put(chain.key.id(), new ProgramUpdate.ChainPut(compiled.chain()));
                }
                exchangeSets(chain, compiled.sets(), acquired, released);
                continue;
            }
            chains.remove(chain.key);
            exchangeSets(chain, new TreeMap<>(), acquired, released);
            if (chain.announced != null) {
                removed.put(chain.key.id(), new ProgramUpdate.ChainRemoved(chain.key.id()));
            }
        }
        touched = new HashSet<>();
        return new Changes(
                List.copyOf(put.values()), List.copyOf(removed.values()), acquired, released);
    }

    private static void exchangeSets(
            Chain chain,
            SortedMap<String, SetSource> needed,
            List<Map.Entry<String, SetSource>> acquired,
            List<String> released) {
        for (Map.Entry<String, SetSource> set : needed.entrySet()) {
            if (!chain.sets.contains(set.getKey())) {
                acquired.add(set);
            }
        }
        for (String id : chain.sets) {
            if (!needed.containsKey(id)) {
                released.add(id);
            }
        }
        chain.sets = Set.copyOf(needed.keySet());
    }

    private Compiled compile(ChainKey key) {
        RuleSource source = known.get(key.resource()) instanceof RuleSource rules ? rules : null;
        return switch (source) {
            case Policy policy -> RuleCompiler.compile(policy, key.direction());
            case Profile profile -> RuleCompiler.compile(profile, key.direction());
            case null -> RuleCompiler.missingProfile(key.resource(), key.direction());
        };
    }
}
