package io.gingham.policy.calc;

import io.gingham.policy.calc.Members.Peer;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.EndpointSlice;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.LabelParent;
import io.gingham.policy.model.NetworkSet;
import io.gingham.policy.model.Node;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Selectable;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.policy.program.ProgramUpdate;
import io.gingham.policy.program.SetSource;
import io.gingham.policy.selector.Selector;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The sets that chains refer to, and their members.
///
/// ```
///  pods, network sets, host endpoints ─▶ index of peers ─▶ Selected, NamedPort
///  local endpoints (more addresses of their pods) ──┘
///  nodes                              ─▶ index of nodes ─▶ Nodes
///  endpoint slices                    ─▶ ServiceSets    ─▶ ServiceAddresses, ServicePorts
/// ```
final class SetStage {

    private final Known known;
    private final Wiring wiring;
    private final SelectorIndex<CountedSet> peers = new SelectorIndex<>();
    private final SelectorIndex<CountedSet> nodes = new SelectorIndex<>();
    private final ServiceSets services = new ServiceSets();
    private final SortedMap<String, CountedSet> sets = new TreeMap<>();
    private Set<CountedSet> touched = new HashSet<>();

    SetStage(Known known, Wiring wiring) {
        this.known = known;
        this.wiring = wiring;
    }

    /// A chain refers to it now.
    void acquire(String id, SetSource source) {
        CountedSet set = sets.get(id);
        if (set == null) {
            set = new CountedSet(source);
            sets.put(id, set);
            fill(set);
        }
        set.references++;
        touched.add(set);
    }

    /// A chain no longer refers to it. It stays until [#flush].
    void release(String id) {
        CountedSet set = sets.get(id);
        if (set == null || set.references == 0) {
            throw new IllegalStateException("nobody refers to set " + id);
        }
        set.references--;
        touched.add(set);
    }

    private void fill(CountedSet set) {
        switch (set.source) {
            case SetSource.Selected(Selector selector) -> fillWithPeers(set, selector);
            case SetSource.NamedPort(Selector selector, _, _) -> fillWithPeers(set, selector);
            case SetSource.Nets(var nets) -> set.addAll(Members.nets(nets));
            case SetSource.Nodes(Selector selector) ->
                    nodes.addSelector(set, selector).forEach(node -> set.addAll(ofNode(node)));
            case SetSource.ServiceAddresses(var service) -> services.add(set, service);
            case SetSource.ServicePorts(var service) -> services.add(set, service);
        }
    }

    private void fillWithPeers(CountedSet set, Selector selector) {
        for (Selectable selected : peers.addSelector(set, selector)) {
            Peer peer = peer(selected);
            if (peer != null) {
                set.addAll(Members.of(peer, set));
            }
        }
    }

    private void drop(CountedSet set) {
        sets.remove(set.set.id());
        switch (set.source) {
            case SetSource.Selected _, SetSource.NamedPort _ -> peers.removeSelector(set);
            case SetSource.Nodes _ -> nodes.removeSelector(set);
            case SetSource.ServiceAddresses(var service) -> services.remove(set, service);
            case SetSource.ServicePorts(var service) -> services.remove(set, service);
            case SetSource.Nets _ -> {}
        }
    }

    /// A namespace, service account or profile.
    void onParent(ResourceKey key, @Nullable LabelParent after) {
        for (Match<CountedSet> match : peers.putParent(key, after)) {
            Peer peer = peer(match.item());
            if (peer != null) {
                apply(match, Members.of(peer, match.selector()));
            }
        }
    }

    /// A pod, network set or host endpoint.
    void onPeer(@Nullable Selectable before, @Nullable Selectable after) {
        Peer peerBefore = before == null ? null : peer(before);
        Peer peerAfter = after == null ? null : peer(after);
        update(peerBefore, peerAfter);
    }

    /// A local interface: its addresses are its pod's, before the API server says so.
    void onEndpoint(@Nullable Endpoint before, @Nullable Endpoint after) {
        Set<PodKey> pods = new LinkedHashSet<>();
        if (before != null) {
            pods.add(before.pod());
        }
        if (after != null) {
            pods.add(after.pod());
        }
        List<Peer> peersBefore = new ArrayList<>();
        for (PodKey key : pods) {
            Pod pod = known.pod(key);
            Peer peer = pod == null ? null : peer(pod);
            if (peer != null) {
                peersBefore.add(peer);
            }
        }
        wiring.change(before, after);
        for (Peer peer : peersBefore) {
            update(peer, peer(peer.resource()));
        }
    }

    private void update(@Nullable Peer before, @Nullable Peer after) {
        if (after == null) {
            if (before != null) {
                for (Match<CountedSet> match : peers.removeItem(before.resource().resourceKey())) {
                    apply(match, Members.of(before, match.selector()));
                }
            }
            return;
        }
        if (before != null && !Members.areSame(before, after)) {
            for (CountedSet set : peers.selectorsOf(after.resource().resourceKey())) {
                // Added first: what stays is then never taken out.
                set.addAll(Members.of(after, set));
                set.removeAll(Members.of(before, set));
                touched.add(set);
            }
        }
        for (Match<CountedSet> match : peers.putItem(after.resource())) {
            apply(match, Members.of(after, match.selector()));
        }
    }

    void onNode(@Nullable Node before, @Nullable Node after) {
        if (after == null) {
            if (before != null) {
                nodes.removeItem(before.resourceKey()).forEach(m -> apply(m, ofNode(before)));
            }
            return;
        }
        if (before != null && !before.addresses().equals(after.addresses())) {
            for (CountedSet set : nodes.selectorsOf(after.resourceKey())) {
                set.addAll(ofNode(after));
                set.removeAll(ofNode(before));
                touched.add(set);
            }
        }
        nodes.putItem(after).forEach(match -> apply(match, ofNode(after)));
    }

    void onSlice(@Nullable EndpointSlice before, @Nullable EndpointSlice after) {
        touched.addAll(services.onSlice(before, after));
    }

    private void apply(Match<CountedSet> match, List<Member> members) {
        if (match.started()) {
            match.selector().addAll(members);
        } else {
            match.selector().removeAll(members);
        }
        touched.add(match.selector());
    }

    /// Null if no address stands for it.
    private @Nullable Peer peer(Selectable resource) {
        return switch (resource) {
            case Pod pod -> pod.isPeer() ? new Peer(pod, addresses(pod)) : null;
            case HostEndpoint endpoint -> new Peer(endpoint, endpoint.expectedIps());
            case NetworkSet set -> new Peer(set, List.of());
            case Node _ ->
                    throw new IllegalArgumentException(resource.resourceKey() + " is no peer");
        };
    }

    /// As [io.gingham.policy.model.ClusterState#addressesOf].
    private List<IpAddress> addresses(Pod pod) {
        List<Endpoint> endpoints = wiring.of(pod.key());
        if (endpoints.isEmpty() && pod.ips().size() < 2) {
            return pod.ips();
        }
        Set<IpAddress> addresses = new LinkedHashSet<>(pod.ips());
        for (Endpoint endpoint : endpoints) {
            if (endpoint.belongsTo(pod)) {
                addresses.addAll(endpoint.ips());
            }
        }
        return List.copyOf(addresses);
    }

    private static List<Member> ofNode(Selectable node) {
        return Members.addresses(((Node) node).addresses());
    }

    /// @param additions new sets, then changed members; each by id
    /// @param removals by id
    record Changes(List<ProgramUpdate> additions, List<ProgramUpdate> removals) {}

    /// All that has changed since the last time.
    Changes flush() {
        SortedMap<String, ProgramUpdate> added = new TreeMap<>();
        SortedMap<String, ProgramUpdate> changed = new TreeMap<>();
        SortedMap<String, ProgramUpdate> removed = new TreeMap<>();
        for (CountedSet set : touched) {
            String id = set.set.id();
            boolean announced = set.isAnnounced();
            if (set.references == 0) {
                drop(set);
                if (announced) {
                    removed.put(id, new ProgramUpdate.SetRemoved(id));
                }
                continue;
            }
            ProgramUpdate update = set.takeUpdate();
            if (update != null) {
                (announced ? changed : added).put(id, update);
            }
        }
        touched = new HashSet<>();
        List<ProgramUpdate> additions = new ArrayList<>(added.values());
        additions.addAll(changed.values());
        return new Changes(additions, List.copyOf(removed.values()));
    }
}
