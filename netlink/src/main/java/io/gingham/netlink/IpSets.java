package io.gingham.netlink;

import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.RtMessage;
import io.gingham.netlink.message.SetEntry;
import io.gingham.netlink.message.SetPart;
import io.gingham.netlink.message.SetType;
import io.gingham.value.IpFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The ipsets of one network namespace, by the kernel's own protocol: no program is started. Any
/// thread may call; one at a time gets through.
public final class IpSets implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /// In one message: 44 bytes for the largest, and the nest that they are in has 16 bits for its
    /// length.
    private static final int ENTRIES = 1000;

    /// What ipset's modules answer beside errno(3): linux/netfilter/ipset/ip_set.h.
    private static final Map<Integer, String> WORDS =
            Map.ofEntries(
                    Map.entry(4097, "the kernel speaks another version of ipset's protocol"),
                    Map.entry(4098, "the kernel has no such type of set"),
                    Map.entry(4099, "no further set is possible"),
                    Map.entry(4100, "it is in use"),
                    Map.entry(4102, "it is there, of another type"),
                    Map.entry(4103, "the element is there, or is not"),
                    Map.entry(4104, "not a prefix length"),
                    Map.entry(4106, "not the set's family"),
                    Map.entry(4108, "a rule refers to it"),
                    Map.entry(4352, "the set is full, or takes no such element"));

    private static final Errno BUSY = new Errno(4100);

    private final NetlinkSocket socket;

    private IpSets(NetlinkSocket socket) {
        this.socket = socket;
    }

    /// Opens in the namespace of the calling thread.
    public static IpSets open() {
        return new IpSets(new NetlinkSocket(NetlinkSocket.NETLINK_NETFILTER, LIMIT));
    }

    /// @param kind type and family: `hash:ip inet`; the type alone where it has no family
    public record IpSet(String kind, Set<SetEntry> entries) {}

    /// @param named which sets; the others' elements are passed over
    /// @return by name
    public Map<String, IpSet> list(Predicate<String> named) {
        List<RtMessage> parts =
                socket.query(
                        new Request.Query.DumpSets(),
                        part -> part instanceof SetPart set && named.test(set.name()));
        Map<String, IpSet> sets = new TreeMap<>();
        for (RtMessage message : parts) {
            if (message instanceof SetPart part) {
                sets.computeIfAbsent(part.name(), name -> new IpSet(part.kind(), new HashSet<>()))
                        .entries()
                        .addAll(part.entries());
            }
        }
        return sets;
    }

    /// @throws NetlinkException EEXIST if a set of that name is there
    public void create(String name, SetType type, IpFamily family, int maxElements) {
        change(List.of(new Request.CreateSet(name, type, family, maxElements)));
    }

    /// Adds elements; one that is there already is fine.
    public void add(String name, Iterator<SetEntry> entries) {
        change(name, true, entries);
    }

    /// Removes elements; one that isn't there is fine.
    public void remove(String name, Iterator<SetEntry> entries) {
        change(name, false, entries);
    }

    private void change(String name, boolean add, Iterator<SetEntry> entries) {
        while (entries.hasNext()) {
            List<SetEntry> some = new ArrayList<>();
            while (entries.hasNext() && some.size() < ENTRIES) {
                some.add(entries.next());
            }
            change(List.of(new Request.ChangeSet(name, add, some)));
        }
    }

    /// Destroys sets; one that isn't there is fine.
    ///
    /// @return those that a rule still refers to
    public List<String> destroy(Collection<String> names) {
        List<String> all = List.copyOf(names);
        List<String> inUse = new ArrayList<>();
        List<@Nullable NetlinkException> refusals =
                socket.execute(all.stream().map(Request.DestroySet::new).toList());
        for (int i = 0; i < all.size(); i++) {
            NetlinkException refusal = refusals.get(i);
            if (refusal == null || refusal.is(Errno.ENOENT)) {
                continue;
            }
            if (!refusal.is(BUSY)) {
                throw explained(refusal);
            }
            inUse.add(all.get(i));
        }
        return inUse;
    }

    private void change(List<? extends Request> requests) {
        for (@Nullable NetlinkException refusal : socket.execute(requests)) {
            if (refusal != null) {
                throw explained(refusal);
            }
        }
    }

    private static NetlinkException explained(NetlinkException refusal) {
        String words = WORDS.getOrDefault(refusal.errno().number(), refusal.kernelText());
        return new NetlinkException(refusal.errno(), refusal.asked(), words);
    }

    @Override
    public void close() {
        socket.close();
    }
}
