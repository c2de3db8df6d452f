package io.gingham.agent.kernel;

import io.gingham.agent.kernel.ActualSets.ActualSet;
import io.gingham.agent.kernel.DataplaneException.Step;
import io.gingham.agent.rules.KernelSet;
import io.gingham.process.ProcessException;
import io.gingham.process.ProcessResult;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All our sets of both families. Call [#add], change the rules, then call [#removeMembers] and
/// [#destroy].
final class IpsetApplier {

    /// nf_tables frees a deleted rule, and with it the hold on a set, a moment after the commit.
    private static final int DESTROY_ATTEMPTS = 25;

    private static final long DESTROY_PAUSE_MILLIS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(IpsetApplier.class);

    private final String program;
    private final List<IpFamily> families;
    private final ProcessRunner runner;

    /// Empty until the sets are read, and after a failed write.
    private Optional<ActualSets> known = Optional.empty();

    IpsetApplier(String program, List<IpFamily> families, ProcessRunner runner) {
        this.program = program;
        this.families = families;
        this.runner = runner;
    }

    void forget() {
        known = Optional.empty();
    }

    /// Reads the sets, and writes nothing. If they are not as wanted, the next [#add] will see it.
    ///
    /// @return what differs, as a sentence
    Optional<String> drift(Collection<KernelSet> wanted) {
        SetDiff diff = SetDiff.between(read(), wanted);
        int changed =
                diff.misfits().size()
                        + diff.created().size()
                        + (diff.additions().size() - diff.created().size())
                        + diff.removals().size();
        if (changed == 0) {
            return Optional.empty();
        }
        forget();
        return Optional.of(
                "somebody else changed our ipsets: %d gone or of another kind, %d members gone, %d too many"
                        .formatted(
                                diff.misfits().size() + diff.created().size(),
                                diff.additions().size() - diff.created().size(),
                                diff.removals().size()));
    }

    /// Creates what is missing, adds members.
    SetDiff add(Collection<KernelSet> wanted) {
        ActualSets actual = known.orElseGet(this::read);
        SetDiff diff = SetDiff.between(actual, wanted);
        ActualSets fitting = replaceMisfits(actual, diff);
        restore(diff.additions());
        known = Optional.of(afterAdditions(fitting, wanted));
        return diff;
    }

    /// A set of our name and another kind is somebody else's work, and can't be filled.
    private ActualSets replaceMisfits(ActualSets actual, SetDiff diff) {
        if (diff.misfits().isEmpty()) {
            return actual;
        }
        LOG.warn("{} have the wrong kind and are made anew", diff.misfits());
        forget();
        List<String> used = destroyAll(diff.misfits());
        if (!used.isEmpty()) {
            throw new DataplaneException(
                    Step.WRITE_SETS,
                    "ipsets "
                            + used
                            + " have our names but another kind, and can't be replaced since rules use them;"
                            + " remove those rules (iptables-save | grep "
                            + used.getFirst()
                            + ") or the program that makes them",
                    null);
        }
        return without(actual, diff.misfits(), List.of());
    }

    /// Takes members out that the diff says should go; the rules may be old or new.
    void removeMembers(SetDiff diff, Collection<KernelSet> wanted) {
        restore(diff.removals());
        known = known.map(actual -> afterRemovals(actual, wanted));
    }

    /// Destroys the diff's stale sets.
    ///
    /// @return the names of those that are still in use, to be tried again next time
    List<String> destroy(SetDiff diff) {
        List<String> left = destroyAll(diff.stale());
        known = known.map(actual -> without(actual, diff.stale(), left));
        return left;
    }

    /// @return the names of those that are still in use
    private List<String> destroyAll(List<String> names) {
        List<String> left = new ArrayList<>(names);
        for (int attempt = 0; !left.isEmpty() && attempt < DESTROY_ATTEMPTS; attempt++) {
            if (tryDestroy(left)) {
                left.clear();
            } else {
                pause();
                left.retainAll(read().sets().keySet());
            }
        }
        return List.copyOf(left);
    }

    private boolean tryDestroy(List<String> names) {
        ProcessResult result = run(names.stream().map(name -> "destroy " + name).toList());
        if (!result.succeeded() && !result.stderr().contains("in use")) {
            throw failure(Step.WRITE_SETS, "can't destroy ipsets", result::orThrow);
        }
        return result.succeeded();
    }

    private static void pause() {
        try {
            Thread.sleep(DESTROY_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataplaneException(
                    Step.WRITE_SETS, "interrupted while ipsets were being destroyed", e);
        }
    }

    private ActualSets read() {
        try {
            String saved = runner.run(List.of(program, "save")).orThrow().stdoutText();
            return ActualSets.parse(saved).only(families);
        } catch (ProcessException e) {
            throw new DataplaneException(
                    Step.READ_SETS, "can't read the ipsets: " + e.getMessage(), e);
        }
    }

    private void restore(List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        Optional<ActualSets> before = known;
        forget();
        ProcessResult result = run(lines);
        if (!result.succeeded()) {
            throw failure(Step.WRITE_SETS, "can't write ipsets", result::orThrow);
        }
        known = before;
    }

    private ProcessResult run(List<String> lines) {
        try {
            return runner.run(
                    List.of(program, "-exist", "restore"), String.join("\n", lines) + "\n");
        } catch (ProcessException e) {
            forget();
            throw new DataplaneException(
                    Step.WRITE_SETS, "can't write ipsets: " + e.getMessage(), e);
        }
    }

    private DataplaneException failure(Step step, String what, Runnable orThrow) {
        forget();
        try {
            orThrow.run();
            return new DataplaneException(step, what, null);
        } catch (ProcessException e) {
            return new DataplaneException(step, what + ": " + e.getMessage(), e);
        }
    }

    private static ActualSets afterAdditions(ActualSets actual, Collection<KernelSet> wanted) {
        SortedMap<String, ActualSet> sets = new TreeMap<>(actual.sets());
        for (KernelSet set : wanted) {
            ActualSet there = sets.get(set.name());
            if (there != null && there.members() == set.members()) {
                continue;
            }
            SortedSet<String> members = new TreeSet<>(set.members());
            if (there != null) {
                members.addAll(there.members());
            }
            sets.put(set.name(), new ActualSet(ActualSets.kind(set), members));
        }
        return new ActualSets(sets);
    }

    private static ActualSets afterRemovals(ActualSets actual, Collection<KernelSet> wanted) {
        SortedMap<String, ActualSet> sets = new TreeMap<>(actual.sets());
        sets.putAll(ActualSets.of(wanted).sets());
        return new ActualSets(sets);
    }

    private static ActualSets without(
            ActualSets actual, List<String> stale, List<String> stillThere) {
        SortedMap<String, ActualSet> sets = new TreeMap<>(actual.sets());
        sets.keySet().removeIf(name -> stale.contains(name) && !stillThere.contains(name));
        return new ActualSets(sets);
    }
}
