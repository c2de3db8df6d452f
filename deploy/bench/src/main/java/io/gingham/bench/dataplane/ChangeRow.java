package io.gingham.bench.dataplane;

import io.gingham.bench.BenchException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Measures one kind of change. First it finds out which set members each variant moves, then it
/// makes the change again and again, and waits for just these. One thread.
final class ChangeRow {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    /// After the last write: what comes later belongs to no change.
    private static final Duration SETTLE = Duration.ofMillis(150);

    /// While it is found out what a change does: longer than from one of its writes to the next.
    private static final Duration REST = Duration.ofMillis(1500);

    /// For a transaction that there was when the effect was learnt, and may not be needed now.
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final long LOOK_NANOS = 100_000;
    private static final long LOOK_AT_REST_NANOS = 1_000_000;

    /// @param members that are in the sets, or no longer in them, afterwards; addresses replaced by
    ///   the places they stand in
    /// @param transactions of nf_tables that are part of it
    private record Effect(List<SetMember> members, int transactions) {}

    private final Change change;
    private final NodeKernel kernel;
    private final AgentProcess agent;
    private final TaskWatch tasks = new TaskWatch();
    private final List<Effect> effects = new ArrayList<>();
    private int round;

    ChangeRow(Change change, NodeKernel kernel, AgentProcess agent) {
        this.change = change;
        this.kernel = kernel;
        this.agent = agent;
    }

    /// @param warm rounds that are not counted
    RowResult run(int warm, int rounds) {
        MachineUse before = MachineUse.now(agent);
        for (int variant = 0; variant < change.variants(); variant++) {
            effects.add(learn());
        }
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < warm + rounds; i++) {
            Sample sample = measure();
            if (i >= warm) {
                samples.add(sample);
            }
        }
        // The way back of the last one.
        for (; round % change.variants() != 0; round++) {
            applyAndRest();
        }
        return RowResult.of(change.name(), samples, MachineUse.now(agent).othersSince(before));
    }

    private Effect learn() {
        String before = change.followsSets() ? kernel.savedSets() : "";
        RuleEvents.Seen rules = kernel.rules();
        applyAndRest();
        String after = change.followsSets() ? kernel.savedSets() : "";
        Map<String, String> places = change.addresses(round);
        List<SetMember> members =
                SetMember.between(before, after).stream()
                        .map(member -> member.with(places))
                        .toList();
        int transactions = kernel.rules().since(rules).transactions();
        finishRound();
        // How many an ADD takes depends on what comes together; its gate says that all are there.
        return new Effect(members, change.followsSets() ? transactions : 1);
    }

    private void applyAndRest() {
        long print = kernel.setsFingerprint();
        RuleEvents.Seen rules = kernel.rules();
        Change.Applied applied = change.apply(round);
        await(applied.done());
        until(
                () -> kernel.rules().since(rules).any() || kernel.setsFingerprint() != print,
                LOOK_AT_REST_NANOS,
                applied.beginNanos());
        kernel.awaitQuiet(REST, LIMIT);
    }

    private Sample measure() {
        Effect effect = effects.get(round % change.variants());
        Deque<SetMember> awaited = awaited(effect);
        int members = awaited.size();
        ProcessCost use = agent.use();
        RuleEvents.Seen rules = kernel.rules();
        tasks.begin();
        Change.Applied applied = change.apply(round);
        long lastMember = awaitMembers(awaited, applied.beginNanos());
        BooleanSupplier written =
                () ->
                        applied.done().isDone()
                                && (kernel.rules().since(rules).transactions()
                                                >= effect.transactions()
                                        || sinceRuleOr(lastMember) > PATIENCE.toNanos());
        until(written, LOOK_NANOS, applied.beginNanos());
        long last = Math.max(lastMember, await(applied.done()));
        awaitRest(last);
        Sample sample =
                new Sample(
                        Math.max(last, lastRule(rules)) - applied.beginNanos(),
                        agent.use().since(use),
                        kernel.rules().since(rules),
                        members,
                        tasks.started(Set.of(Sandboxes.LAUNCHER, ChangesScenario.RUNTIME)));
        finishRound();
        return sample;
    }

    /// @param last write that was seen, but for rules
    private void awaitRest(long last) {
        long print = kernel.setsFingerprint();
        until(() -> sinceRuleOr(last) > SETTLE.toNanos(), LOOK_AT_REST_NANOS, last);
        if (change.followsSets() && kernel.setsFingerprint() != print) {
            throw new BenchException(
                    "'" + change.name() + "' changed sets after all that it changed at first");
        }
    }

    /// What the round is to bring about, nothing of which is so yet.
    private Deque<SetMember> awaited(Effect effect) {
        Map<String, String> addresses = new HashMap<>();
        change.addresses(round).forEach((address, place) -> addresses.put(place, address));
        List<SetMember> members =
                effect.members().stream().map(member -> member.with(addresses)).toList();
        Optional<SetMember> already = members.stream().filter(kernel::is).findFirst();
        if (already.isPresent()) {
            throw new BenchException(
                    "'%s' (round %d) would change nothing: %s is so already"
                            .formatted(change.name(), round, already.get()));
        }
        return new ArrayDeque<>(members);
    }

    /// @return when the last was there, or gone; the begin if there is none
    private long awaitMembers(Deque<SetMember> awaited, long begin) {
        long[] last = {begin};
        until(
                () -> {
                    while (!awaited.isEmpty() && kernel.is(awaited.getFirst())) {
                        awaited.removeFirst();
                        last[0] = System.nanoTime();
                    }
                    return awaited.isEmpty();
                },
                LOOK_NANOS,
                begin);
        return last[0];
    }

    private long sinceRuleOr(long other) {
        return System.nanoTime() - Math.max(other, kernel.rules().lastNanos());
    }

    /// Long ago if there was none since.
    private long lastRule(RuleEvents.Seen before) {
        RuleEvents.Seen now = kernel.rules();
        return now.since(before).any() ? now.lastNanos() : Long.MIN_VALUE;
    }

    private void until(BooleanSupplier reached, long lookNanos, long begin) {
        while (!reached.getAsBoolean()) {
            tasks.look();
            if (System.nanoTime() - begin > LIMIT.toNanos()) {
                agent.requireAlive();
                throw new BenchException(
                        "'%s' (round %d) was not in the kernel after %d s; the agent's log:%n%s"
                                .formatted(change.name(), round, LIMIT.toSeconds(), agent.log()));
            }
            LockSupport.parkNanos(lookNanos);
        }
        tasks.look();
    }

    private void finishRound() {
        change.afterwards(round);
        if (!change.followsSets()) {
            kernel.awaitQuiet(SETTLE.multipliedBy(2), LIMIT);
        }
        round++;
    }

    private static long await(Future<Long> done) {
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw new BenchException(
                    "a change could not be made", Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        }
    }
}
