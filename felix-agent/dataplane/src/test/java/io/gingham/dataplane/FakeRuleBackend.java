package io.gingham.dataplane;

import io.gingham.dataplane.rules.Chain;
import io.gingham.dataplane.rules.Changes;
import io.gingham.dataplane.rules.Dispatch;
import io.gingham.dataplane.rules.FamilyRules;
import io.gingham.dataplane.rules.NetSet;
import io.gingham.dataplane.rules.Stage;
import io.gingham.dataplane.rules.Wanted;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// A kernel in memory. It can refuse a write before, or half way through, and be edited by others.
public final class FakeRuleBackend implements RuleBackend {

    /// What is in this kernel: chains and dispatches by `FAMILY name`, sets by name.
    public record Contents(
            Map<String, Chain> chains,
            Map<String, Dispatch> dispatches,
            Map<String, Set<Member>> sets) {

        static Contents of(Wanted wanted) {
            Contents all = new Contents(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
            for (IpFamily family : wanted.families()) {
                FamilyRules rules = wanted.rules(family);
                for (Stage stage : Stage.values()) {
                    rules.chains(stage)
                            .forEach((name, chain) -> all.chains.put(family + " " + name, chain));
                    rules.dispatches(stage)
                            .forEach(d -> all.dispatches.put(family + " " + d.name(), d));
                }
            }
            for (NetSet set : wanted.sets()) {
                all.sets.put(set.name(), wanted.elements(set).collect(Collectors.toSet()));
            }
            return all;
        }
    }

    /// `apply`, `resync`, `tidy` …, in their order.
    private final List<String> calls = new ArrayList<>();

    private final Consumer<String> watcher;
    private Contents contents = new Contents(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    private boolean known;
    private Optional<String> refusal = Optional.empty();
    private boolean halfWay;

    public FakeRuleBackend() {
        this(call -> {});
    }

    /// @param watcher told of each call when it is done
    public FakeRuleBackend(Consumer<String> watcher) {
        this.watcher = watcher;
    }

    public List<String> calls() {
        return List.copyOf(calls);
    }

    public Contents contents() {
        return contents;
    }

    /// Whether what is in this kernel is what is wanted.
    public boolean holds(Wanted wanted) {
        return contents.equals(Contents.of(wanted));
    }

    /// The next write is refused, and nothing is written.
    public void refuse(String reason) {
        refusal = Optional.of(reason);
        halfWay = false;
    }

    /// The next write is refused when the sets have been written.
    public void refuseHalfWay(String reason) {
        refusal = Optional.of(reason);
        halfWay = true;
    }

    /// Somebody else empties all.
    public void flush() {
        contents.chains().clear();
        contents.dispatches().clear();
        contents.sets().values().forEach(Set::clear);
    }

    @Override
    public Receipt apply(Wanted wanted, Changes changes) {
        if (!known) {
            return resync(wanted);
        }
        if (changes.isEmpty()) {
            return called("nothing", Receipt.NOTHING);
        }
        writeSets(wanted, changes);
        throwIfRefused();
        changes.rules()
                .forEach(
                        (family, change) -> {
                            change.removed()
                                    .forEach(name -> contents.chains().remove(family + " " + name));
                            change.put()
                                    .forEach(
                                            chain ->
                                                    contents.chains()
                                                            .put(
                                                                    family + " " + chain.name(),
                                                                    chain));
                            change.dispatches()
                                    .forEach(
                                            d ->
                                                    contents.dispatches()
                                                            .put(family + " " + d.name(), d));
                        });
        return called("apply", receipt(changes));
    }

    private void writeSets(Wanted wanted, Changes changes) {
        if (refusal.isPresent() && !halfWay) {
            return;
        }
        for (NetSet set : changes.created()) {
            contents.sets().put(set.name(), wanted.elements(set).collect(Collectors.toSet()));
        }
        changes.members()
                .forEach(
                        change -> {
                            Set<Member> members =
                                    contents.sets()
                                            .computeIfAbsent(
                                                    change.set().name(), n -> new HashSet<>());
                            members.addAll(change.added());
                            change.removed().forEach(members::remove);
                        });
        changes.destroyed().forEach(set -> contents.sets().remove(set.name()));
    }

    @Override
    public Receipt resync(Wanted wanted) {
        Contents whole = Contents.of(wanted);
        boolean same = contents.equals(whole);
        if (!same) {
            if (refusal.isPresent() && halfWay) {
                contents.sets().clear();
                contents.sets().putAll(whole.sets());
            }
            throwIfRefused();
            contents = whole;
        }
        known = true;
        return called("resync", same ? Receipt.NOTHING : ONE_LINE);
    }

    private static final Receipt ONE_LINE =
            new Receipt(
                    List.of(
                            new Receipt.TableWrite(
                                    IpFamily.IPV4, "filter", List.of(), List.of(), List.of(), 1)),
                    List.of(),
                    List.of(),
                    List.of(),
                    0,
                    0);

    private static Receipt receipt(Changes changes) {
        return changes.rules().isEmpty()
                ? new Receipt(List.of(), List.of(), List.of(), List.of(), 1, 0)
                : ONE_LINE;
    }

    private void throwIfRefused() {
        if (refusal.isPresent()) {
            String reason = refusal.get();
            refusal = Optional.empty();
            known = false;
            calls.add("refused");
            watcher.accept("refused");
            throw new DataplaneException(DataplaneException.Step.WRITE_RULES, reason, null);
        }
    }

    @Override
    public List<String> tidy() {
        return called("tidy", List.of());
    }

    @Override
    public List<String> drift(Wanted wanted, boolean withSets) {
        if (holds(wanted)) {
            return List.of();
        }
        known = false;
        return List.of("somebody else changed the kernel");
    }

    @Override
    public Receipt remove() {
        contents = new Contents(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        known = false;
        return called("remove", ONE_LINE);
    }

    private <T> T called(String call, T answer) {
        calls.add(call);
        watcher.accept(call);
        return answer;
    }
}
