package io.gingham.policy.program;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.LabelSelector;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Peer;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PortProtocol;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Builds each set once, when a rule first asks for it.
final class SetBuilder {

    private final ClusterState state;
    private final Map<PodKey, SortedSet<IpAddress>> addresses;
    private final Map<String, List<Pod>> peersByNamespace = new HashMap<>();
    private final SortedMap<String, ProgramSet> sets = new TreeMap<>();

    SetBuilder(ClusterState state) {
        this.state = state;
        this.addresses = state.peerAddresses();
        for (Pod pod : state.pods().values()) {
            if (pod.isPeer()) {
                peersByNamespace
                        .computeIfAbsent(pod.key().namespace(), n -> new ArrayList<>())
                        .add(pod);
            }
        }
    }

    SortedMap<String, ProgramSet> sets() {
        return sets;
    }

    /// @return the id of the set of addresses
    String podsOf(String namespace, Peer.SameNamespace peer) {
        String id = Ids.of("pods-of", namespace, identity(peer.pods()));
        if (!sets.containsKey(id)) {
            SortedSet<IpAddress> members = new TreeSet<>();
            collect(namespace, peer.pods(), members);
            String what = "pods (" + peer.pods() + ") of namespace " + namespace;
            sets.put(id, new ProgramSet.Addresses(id, what, members));
        }
        return id;
    }

    /// @return the id of the set of addresses
    String podsIn(Peer.Namespaces peer) {
        String id = Ids.of("pods-in", identity(peer.namespaces()), identity(peer.pods()));
        if (!sets.containsKey(id)) {
            SortedSet<IpAddress> members = new TreeSet<>();
            for (Namespace namespace : state.namespaces().values()) {
                if (peer.namespaces().matches(namespace.labels())) {
                    collect(namespace.name(), peer.pods(), members);
                }
            }
            String what = "pods (" + peer.pods() + ") of namespaces (" + peer.namespaces() + ")";
            sets.put(id, new ProgramSet.Addresses(id, what, members));
        }
        return id;
    }

    /// @return the id of the set of excepted blocks
    String exceptionsOf(Peer.Block block) {
        String id = Ids.of("except", block.cidr().toString(), block.except().toString());
        SortedSet<IpPrefix> members = new TreeSet<>(block.except());
        sets.putIfAbsent(
                id, new ProgramSet.Nets(id, "exceptions of ipBlock " + block.cidr(), members));
        return id;
    }

    /// @return the id of the set of (address, protocol, port)
    String namedPort(PortProtocol protocol, String name) {
        String id = Ids.of("named-port", protocol.name(), name);
        if (!sets.containsKey(id)) {
            SortedSet<ProgramSet.PodPort> members = new TreeSet<>();
            for (List<Pod> pods : peersByNamespace.values()) {
                for (Pod pod : pods) {
                    collectPorts(pod, protocol, name, members);
                }
            }
            sets.put(id, new ProgramSet.NamedPorts(id, "pods' port " + name, members));
        }
        return id;
    }

    private void collect(String namespace, LabelSelector pods, SortedSet<IpAddress> into) {
        for (Pod pod : peersByNamespace.getOrDefault(namespace, List.of())) {
            if (pods.matches(pod.labels())) {
                into.addAll(addresses.getOrDefault(pod.key(), new TreeSet<>()));
            }
        }
    }

    private void collectPorts(
            Pod pod, PortProtocol protocol, String name, SortedSet<ProgramSet.PodPort> into) {
        for (ContainerPort port : pod.ports()) {
            if (port.protocol() == protocol && port.name().equals(name)) {
                for (IpAddress address : addresses.getOrDefault(pod.key(), new TreeSet<>())) {
                    into.add(new ProgramSet.PodPort(address, protocol, port.number()));
                }
            }
        }
    }

    /// Equal for equal selectors only: keys and values can't pose as separators.
    private static String identity(LabelSelector selector) {
        List<String> parts = new ArrayList<>();
        for (LabelSelector.Requirement requirement : selector.requirements()) {
            List<String> words = new ArrayList<>(requirement.values());
            words.addFirst(requirement.operator().name());
            words.addFirst(requirement.key());
            parts.add(Ids.of(words.toArray(String[]::new)));
        }
        return Ids.of(parts.toArray(String[]::new));
    }
}
