package io.gingham.policy.calc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.delta.Delta;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.program.Program;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A graph that is fed, and the program that its flushes add up to.
final class History {

    private final CalcGraph graph = new CalcGraph(RandomCluster.NODE);
    private final Program program = new Program(RandomCluster.NODE);
    private final SortedMap<ResourceKey, String> unreceipted = new TreeMap<>();
    private int version;

    static Program fromScratch(ClusterState state) {
        History history = new History();
        state.resources().forEach((key, resource) -> history.feed(Delta.put(key, resource)));
        history.graph.onInSync();
        history.finish();
        return history.program;
    }

    /// By way of another state, in an order that the dice choose, with flushes in between, repeated
    /// updates and removals of what isn't there.
    static Program byEvents(ClusterState before, ClusterState after, Dice dice) {
        History history = new History();
        boolean earlySync = dice.oneIn(4);
        if (earlySync) {
            history.graph.onInSync();
        }
        history.play(RandomCluster.changes(ClusterState.EMPTY, before), dice);
        if (!earlySync) {
            history.flushBeforeSync();
            history.graph.onInSync();
        }
        history.play(RandomCluster.changes(before, after), dice);
        history.finish();
        return history.program;
    }

    private void play(List<Delta<ResourceKey, Resource>> changes, Dice dice) {
        List<Delta<ResourceKey, Resource>> ordered =
                switch (dice.upTo(2)) {
                    case 0 -> changes;
                    case 1 -> changes.reversed();
                    default -> dice.shuffled(changes);
                };
        int flushOnceIn = dice.one(List.of(2, 10, 50, 1000));
        for (Delta<ResourceKey, Resource> change : ordered) {
            if (dice.oneIn(6)) {
                feed(Delta.remove(change.key()));
                if (dice.oneIn(2)) {
                    flush();
                }
            }
            feed(change);
            if (dice.oneIn(6)) {
                feed(change);
            }
            if (dice.oneIn(flushOnceIn)) {
                flush();
            }
        }
    }

    private void feed(Delta<ResourceKey, Resource> delta) {
        String next = Integer.toString(++version);
        graph.onUpdate(delta, next);
        unreceipted.put(delta.key(), next);
    }

    private void flushBeforeSync() {
        assertEquals(Flush.NOTHING, graph.flush(), "nothing comes out before the graph is in sync");
    }

    private void flush() {
        Flush flush = graph.flush();
        if (flush.equals(Flush.NOTHING)) {
            return;
        }
        program.apply(flush.updates());
        ProgramChecks.check(flush.updates(), program);
        assertEquals(unreceipted, flush.receipts());
        unreceipted.clear();
    }

    private void finish() {
        flush();
        Flush again = graph.flush();
        assertEquals(List.of(), again.updates(), "a second flush has nothing to say");
        assertEquals(Collections.emptySortedMap(), again.receipts());
    }
}
