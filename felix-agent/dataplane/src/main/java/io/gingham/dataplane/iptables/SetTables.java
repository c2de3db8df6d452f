package io.gingham.dataplane.iptables;

import io.gingham.dataplane.DataplaneException;
import io.gingham.dataplane.DataplaneException.Step;
import io.gingham.dataplane.rules.Changes;
import io.gingham.dataplane.rules.Changes.MemberChange;
import io.gingham.dataplane.rules.NetSet;
import io.gingham.dataplane.rules.Wanted;
import io.gingham.netlink.IpSets;
import io.gingham.netlink.IpSets.IpSet;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.SetEntry;
import io.gingham.netlink.message.SetType;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Our ipsets, of both families. First [#add] or [#addMissing], then the rules are changed, then
/// [#remove]: more members never break rules that are there, and a set goes when no rule refers to
/// it.
final class SetTables {

    /// ipset's own default, 65536, is fewer than the pods of a large cluster.
    private static final int MAX_MEMBERS = 1 << 20;

    /// nf_tables frees a deleted rule, and with it the hold on a set, a moment after the commit.
    private static final int DESTROY_ATTEMPTS = 50;

    private static final long DESTROY_PAUSE_MILLIS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(SetTables.class);

    private final IpSets kernel;
    private final Set<IpFamily> families;

    /// Whether what is in the kernel is what was written last.
    private boolean inStep;

    /// Sets that no rule of ours asks any more, and that could not be destroyed yet.
    private final Set<String> doomed = new TreeSet<>();

    /// Those of the doomed that have been waited for.
    private final Set<String> held = new HashSet<>();

    SetTables(IpSets kernel, Collection<IpFamily> families) {
        this.kernel = kernel;
        this.families = Set.copyOf(families);
    }

    /// What was added.
    ///
    /// @param surplus members to be taken out when the rules have changed
    record Added(List<String> created, int members, List<Surplus> surplus) {
        Added {
            created = List.copyOf(created);
            surplus = List.copyOf(surplus);
        }
    }

    record Surplus(String set, List<SetEntry> entries) {
        Surplus {
            entries = List.copyOf(entries);
        }
    }

    /// What was taken away.
    ///
    /// @param inUse names of sets that some rule, not ours, still refers to
    record Removed(List<String> destroyed, List<String> inUse, int members) {
        Removed {
            destroyed = List.copyOf(destroyed);
            inUse = List.copyOf(inUse);
        }
    }

    private record Difference(List<SetEntry> missing, List<SetEntry> surplus) {}

    boolean isKnown() {
        return inStep;
    }

    void forget() {
        inStep = false;
    }

    /// Creates and fills what an update brought.
    Added add(Changes changes, Wanted wanted) {
        return writing(
                () -> {
                    int members = 0;
                    List<Surplus> surplus = new ArrayList<>();
                    for (NetSet set : changes.created()) {
                        members +=
                                doomed.remove(set.name())
                                        ? createAgain(set, wanted, surplus)
                                        : create(set, wanted);
                    }
                    for (MemberChange change : changes.members()) {
                        String name = change.set().name();
                        kernel.add(name, change.added().stream().map(SetTables::entry).iterator());
                        members += change.added().size();
                        surplus.add(
                                new Surplus(
                                        name,
                                        change.removed().stream().map(SetTables::entry).toList()));
                    }
                    changes.destroyed().forEach(set -> doomed.add(set.name()));
                    List<String> created = changes.created().stream().map(NetSet::name).toList();
                    return new Added(created, members, surplus);
                });
    }

    /// Reads all sets; creates what is missing, adds members that are.
    Added addMissing(Wanted wanted) {
        Map<String, IpSet> actual = read();
        replaceMisfits(actual, wanted);
        return writing(
                () -> {
                    List<String> created = new ArrayList<>();
                    List<Surplus> surplus = new ArrayList<>();
                    int members = 0;
                    for (NetSet set : wanted.sets()) {
                        IpSet there = actual.remove(set.name());
                        if (there == null) {
                            created.add(set.name());
                            members += create(set, wanted);
                        } else {
                            Difference difference = difference(set, there, wanted);
                            kernel.add(set.name(), difference.missing().iterator());
                            members += difference.missing().size();
                            surplus.add(new Surplus(set.name(), difference.surplus()));
                        }
                    }
                    doomed.clear();
                    doomed.addAll(actual.keySet());
                    return new Added(created, members, surplus);
                });
    }

    /// Takes members out; the rules may be old or new.
    ///
    /// @return how many
    int removeMembers(List<Surplus> surplus) {
        return writing(
                () -> {
                    int members = 0;
                    for (Surplus of : surplus) {
                        kernel.remove(of.set(), of.entries().iterator());
                        members += of.entries().size();
                    }
                    return members;
                });
    }

    /// Destroys sets that nobody wants any more, those of earlier times included, as far as that is
    /// possible at once.
    Removed destroy(int members) {
        List<String> all = List.copyOf(doomed);
        List<String> inUse = all.isEmpty() ? all : writing(() -> kernel.destroy(all));
        doomed.retainAll(inUse);
        List<String> destroyed = new ArrayList<>(all);
        destroyed.removeAll(inUse);
        return new Removed(destroyed, inUse, members);
    }

    /// Destroys what [#destroy] could not, and waits for the kernel where that may help.
    ///
    /// @return the names of those that are still in use
    List<String> tidy() {
        boolean inStepBefore = inStep;
        List<String> fresh = doomed.stream().filter(name -> !held.contains(name)).toList();
        writing(() -> destroyAll(fresh));
        held.addAll(fresh);
        Removed removed = destroy(0);
        held.retainAll(doomed);
        inStep = inStepBefore;
        return removed.inUse();
    }

    /// All sets of ours; no rule may ask them any more.
    Removed destroyEverything() {
        doomed.clear();
        doomed.addAll(read().keySet());
        List<String> all = List.copyOf(doomed);
        List<String> inUse = writing(() -> destroyAll(all));
        doomed.retainAll(inUse);
        List<String> destroyed = new ArrayList<>(all);
        destroyed.removeAll(inUse);
        return new Removed(destroyed, inUse, 0);
    }

    /// Reads the sets, and writes nothing. If they are not as wanted, they are no longer known.
    ///
    /// @return what differs, as a sentence
    Optional<String> drift(Wanted wanted) {
        Map<String, IpSet> actual = read();
        int gone = 0;
        int missing = 0;
        int surplus = 0;
        for (NetSet set : wanted.sets()) {
            IpSet there = actual.get(set.name());
            if (there == null || !there.kind().equals(kind(set))) {
                gone++;
            } else {
                Difference difference = difference(set, there, wanted);
                missing += difference.missing().size();
                surplus += difference.surplus().size();
            }
        }
        if (gone + missing + surplus == 0) {
            return Optional.empty();
        }
        forget();
        return Optional.of(
                "somebody else changed our ipsets: %d gone or of another kind, %d members gone, %d too many"
                        .formatted(gone, missing, surplus));
    }

    /// A set of our name and another kind is somebody else's work, and can't be filled.
    private void replaceMisfits(Map<String, IpSet> actual, Wanted wanted) {
        List<String> misfits =
                wanted.sets().stream()
                        .filter(set -> isMisfit(set, actual.get(set.name())))
                        .map(NetSet::name)
                        .toList();
        if (misfits.isEmpty()) {
            return;
        }
        LOG.warn("{} have the wrong kind and are made anew", misfits);
        List<String> used = writing(() -> destroyAll(misfits));
        if (!used.isEmpty()) {
            forget();
            throw new DataplaneException(
                    Step.WRITE_SETS,
                    ("ipsets %s have our names but another kind, and can't be replaced since rules use"
                                    + " them; remove those rules (iptables-save | grep %s) or the program that"
                                    + " makes them")
                            .formatted(used, used.getFirst()),
                    null);
        }
        misfits.forEach(actual::remove);
    }

    private static boolean isMisfit(NetSet set, @Nullable IpSet there) {
        return there != null && !there.kind().equals(kind(set));
    }

    private static Difference difference(NetSet set, IpSet there, Wanted wanted) {
        Set<SetEntry> missing = new HashSet<>();
        wanted.elements(set).map(SetTables::entry).forEach(missing::add);
        List<SetEntry> surplus = new ArrayList<>();
        for (SetEntry entry : there.entries()) {
            switch (entry) {
                // Where it is wanted without the rest, writing it takes that away.
                case SetEntry.Other(var base, _) ->
                        base.filter(b -> !missing.contains(b)).ifPresent(surplus::add);
                case SetEntry.Address _, SetEntry.Net _, SetEntry.AddressPort _ -> {
                    if (!missing.remove(entry)) {
                        surplus.add(entry);
                    }
                }
            }
        }
        return new Difference(List.copyOf(missing), surplus);
    }

    /// @return how many members it has
    private int create(NetSet set, Wanted wanted) {
        kernel.create(set.name(), type(set), set.family(), MAX_MEMBERS);
        List<SetEntry> entries = wanted.elements(set).map(SetTables::entry).toList();
        kernel.add(set.name(), entries.iterator());
        return entries.size();
    }

    /// One that was wanted before, and may still be there with what it held then.
    private int createAgain(NetSet set, Wanted wanted, List<Surplus> surplus) {
        if (kernel.destroy(List.of(set.name())).isEmpty()) {
            return create(set, wanted);
        }
        IpSet there = kernel.list(set.name()::equals).get(set.name());
        if (there == null) {
            return create(set, wanted);
        }
        Difference difference = difference(set, there, wanted);
        kernel.add(set.name(), difference.missing().iterator());
        surplus.add(new Surplus(set.name(), difference.surplus()));
        return difference.missing().size();
    }

    /// @return the names of those that are still in use
    private List<String> destroyAll(List<String> names) {
        List<String> left = names.isEmpty() ? names : kernel.destroy(names);
        for (int attempt = 1; !left.isEmpty() && attempt < DESTROY_ATTEMPTS; attempt++) {
            pause();
            left = kernel.destroy(left);
        }
        return left;
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

    /// Ours, without those of a family that isn't enforced, which are not ours to judge.
    private Map<String, IpSet> read() {
        try {
            Map<String, IpSet> sets = kernel.list(name -> name.startsWith(NetSet.NAME_PREFIX));
            for (IpFamily family : IpFamily.values()) {
                if (!families.contains(family)) {
                    sets.values().removeIf(set -> set.kind().endsWith(named(family)));
                }
            }
            return sets;
        } catch (NetlinkException e) {
            throw new DataplaneException(
                    Step.READ_SETS, "can't read the ipsets: " + e.getMessage(), e);
        }
    }

    private <T> T writing(Supplier<T> work) {
        forget();
        try {
            T done = work.get();
            inStep = true;
            return done;
        } catch (NetlinkException e) {
            throw new DataplaneException(
                    Step.WRITE_SETS, "can't write ipsets: " + e.getMessage(), e);
        }
    }

    private static SetEntry entry(Member member) {
        return switch (member) {
            case Member.Address(var address) -> new SetEntry.Address(address);
            case Member.Net(var net) -> new SetEntry.Net(net);
            case Member.AddressPort(var address, var protocol, int port) ->
                    new SetEntry.AddressPort(address, protocol.number(), port);
        };
    }

    private static String kind(NetSet set) {
        return type(set).kernelName() + named(set.family());
    }

    private static String named(IpFamily family) {
        return switch (family) {
            case IPV4 -> " inet";
            case IPV6 -> " inet6";
        };
    }

    private static SetType type(NetSet set) {
        return switch (set.type()) {
            case ADDRESSES -> SetType.HASH_IP;
            case NETS -> SetType.HASH_NET;
            case ADDRESS_PORTS -> SetType.HASH_IP_PORT;
        };
    }
}
