package io.gingham.dataplane.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.delta.Delta;
import io.gingham.policy.calc.CalcGraph;
import io.gingham.policy.calc.Dice;
import io.gingham.policy.calc.RandomCluster;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.policy.program.ProgramUpdate;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Whatever happened on the way, what is wanted is what the whole program gives; and the changes
/// that were told add up to it.
class IncrementalRulesTest {

    private static final int HISTORIES = 400;
    private static final int STATES = 5;
    private static final List<IpFamily> FAMILIES = List.of(IpFamily.values());

    private int updates;
    private int chainsPut;
    private int chainsRemoved;
    private int membersChanged;

    /// A kernel that believes every change it is told.
    private static final class Believer {
        private final Map<IpFamily, Map<String, Chain>> chains = new TreeMap<>();
        private final Map<IpFamily, Map<String, Dispatch>> dispatches = new TreeMap<>();
        private final Map<String, Set<Member>> sets = new TreeMap<>();

        static Believer of(Wanted wanted) {
            Believer all = new Believer();
            for (IpFamily family : FAMILIES) {
                FamilyRules rules = wanted.rules(family);
                all.chains.put(family, new TreeMap<>(rules.chains(Stage.FILTER)));
                Map<String, Dispatch> named = new TreeMap<>();
                rules.dispatches(Stage.FILTER).forEach(d -> named.put(d.name(), d));
                all.dispatches.put(family, named);
            }
            wanted.sets()
                    .forEach(
                            set ->
                                    all.sets.put(
                                            set.name(),
                                            wanted.elements(set).collect(Collectors.toSet())));
            return all;
        }

        void believe(Changes changes, Wanted wanted) {
            changes.destroyed().forEach(set -> assertTrue(sets.remove(set.name()) != null));
            for (NetSet set : changes.created()) {
                assertTrue(
                        sets.put(set.name(), wanted.elements(set).collect(Collectors.toSet()))
                                == null,
                        set.name());
            }
            changes.members()
                    .forEach(
                            change -> {
                                Set<Member> members =
                                        sets.computeIfAbsent(
                                                change.set().name(),
                                                name -> {
                                                    throw new AssertionError("no set " + name);
                                                });
                                members.addAll(change.added());
                                change.removed().forEach(members::remove);
                            });
            changes.rules()
                    .forEach(
                            (family, change) -> {
                                Map<String, Chain> ofFamily =
                                        chains.computeIfAbsent(family, f -> new TreeMap<>());
                                change.removed().forEach(ofFamily::remove);
                                change.put().forEach(chain -> ofFamily.put(chain.name(), chain));
                                change.dispatches()
                                        .forEach(
                                                d ->
                                                        dispatches
                                                                .computeIfAbsent(
                                                                        family,
                                                                        f -> new TreeMap<>())
                                                                .put(d.name(), d));
                            });
        }
    }

    @Test
    void whatAddsUpIsWhatTheWholeGives() {
        long seed = System.nanoTime();
        System.out.println("IncrementalRulesTest seed " + seed);
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < HISTORIES; i++) {
            play(seeds.nextLong());
        }
        System.out.printf(
                "IncrementalRulesTest: %d updates, %d chains put, %d removed, %d member changes%n",
                updates, chainsPut, chainsRemoved, membersChanged);
        assertTrue(chainsRemoved > HISTORIES, "chains removed " + chainsRemoved);
        assertTrue(membersChanged > HISTORIES, "member changes " + membersChanged);
    }

    private void play(long seed) {
        Dice dice = new Dice(seed);
        CalcGraph graph = new CalcGraph(RandomCluster.NODE);
        Program program = new Program(RandomCluster.NODE);
        graph.onInSync();
        Wanted wanted = new Wanted(program, RulesConfig.DEFAULT, FAMILIES);
        Believer kernel = Believer.of(wanted);
        ClusterState before = ClusterState.EMPTY;
        for (int state = 0; state < STATES; state++) {
            ClusterState after = RandomCluster.state(dice);
            int flushOnceIn = dice.one(List.of(1, 3, 20, 1000));
            for (Delta<ResourceKey, Resource> change :
                    dice.shuffled(RandomCluster.changes(before, after))) {
                graph.onUpdate(change, "");
                if (dice.oneIn(flushOnceIn)) {
                    flush(graph, program, wanted, kernel);
                }
            }
            flush(graph, program, wanted, kernel);
            check(program, wanted, kernel, seed);
            // An agent that starts anew, or whose settings have changed.
            if (dice.oneIn(3)) {
                wanted = new Wanted(program, RulesConfig.DEFAULT, FAMILIES);
            }
            before = after;
        }
    }

    private void flush(CalcGraph graph, Program program, Wanted wanted, Believer kernel) {
        List<ProgramUpdate> flushed = graph.flush().updates();
        program.apply(flushed);
        Changes changes = wanted.apply(flushed);
        kernel.believe(changes, wanted);
        updates += flushed.size();
        membersChanged += changes.members().size();
        changes.rules()
                .values()
                .forEach(
                        change -> {
                            chainsPut += change.put().size();
                            chainsRemoved += change.removed().size();
                        });
    }

    private static void check(Program program, Wanted wanted, Believer kernel, long seed) {
        Believer scratch = Believer.of(new Wanted(program, RulesConfig.DEFAULT, FAMILIES));
        for (Believer one : List.of(Believer.of(wanted), kernel)) {
            assertEquals(scratch.chains, one.chains, () -> "history seed " + seed);
            assertEquals(scratch.dispatches, one.dispatches, () -> "history seed " + seed);
            assertEquals(scratch.sets, one.sets, () -> "history seed " + seed);
        }
    }

    @Test
    void anUpdateTouchesItsOwnChainsOnly() {
        long seed = 4711;
        Dice dice = new Dice(seed);
        CalcGraph graph = new CalcGraph(RandomCluster.NODE);
        RandomCluster.state(dice)
                .resources()
                .forEach((key, resource) -> graph.onUpdate(Delta.put(key, resource), ""));
        graph.onInSync();
        Program program = new Program(RandomCluster.NODE);
        program.apply(graph.flush().updates());
        Wanted wanted = new Wanted(program, RulesConfig.DEFAULT, FAMILIES);
        // What is told again is no change.
        List<ProgramUpdate> same = new ArrayList<>();
        program.chains().values().forEach(chain -> same.add(new ProgramUpdate.ChainPut(chain)));
        program.groups().values().forEach(group -> same.add(new ProgramUpdate.GroupPut(group)));
        program.endpoints()
                .values()
                .forEach(endpoint -> same.add(new ProgramUpdate.EndpointPut(endpoint)));
        program.apply(same);
        assertTrue(wanted.apply(same).isEmpty());
        assertEquals(Set.of(), new HashSet<>(wanted.apply(List.of()).created()));
    }
}
