package io.gingham.policy.program;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.NetworkPolicy;
import io.gingham.policy.model.Peer;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PolicyRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Compiles the whole state, every time.
public final class Compiler {

    private final ClusterState state;
    private final SetBuilder sets;
    private final Map<String, List<NetworkPolicy>> policiesByNamespace = new HashMap<>();
    private final SortedMap<String, PolicyChain> chains = new TreeMap<>();
    private final SortedMap<String, Profile> profiles = new TreeMap<>();

    private Compiler(ClusterState state) {
        this.state = state;
        this.sets = new SetBuilder(state);
        for (NetworkPolicy policy : state.policies().values()) {
            policiesByNamespace
                    .computeIfAbsent(policy.key().namespace(), n -> new ArrayList<>())
                    .add(policy);
        }
    }

    /// The program for the endpoints in the state.
    ///
    /// @param node the name of the node they are on
    public static Program compile(ClusterState state, String node) {
        Compiler compiler = new Compiler(state);
        SortedMap<String, EndpointProgram> endpoints = new TreeMap<>();
        for (Endpoint endpoint : state.endpoints().values()) {
            endpoints.put(endpoint.interfaceName(), compiler.endpoint(endpoint));
        }
        return new Program(
                node, compiler.sets.sets(), compiler.chains, compiler.profiles, endpoints);
    }

    private EndpointProgram endpoint(Endpoint endpoint) {
        Optional<Pod> pod = state.podOf(endpoint);
        return new EndpointProgram(
                endpoint.interfaceName(),
                endpoint.pod(),
                endpoint.ips(),
                pod.map(p -> gate(p, Direction.INGRESS)).orElseGet(Compiler::unknownPod),
                pod.map(p -> gate(p, Direction.EGRESS)).orElseGet(Compiler::unknownPod));
    }

    private static Gate unknownPod() {
        return new Gate.Closed("the API server has not shown this pod yet");
    }

    private Gate gate(Pod pod, Direction direction) {
        List<String> chainIds = new ArrayList<>();
        for (NetworkPolicy policy :
                policiesByNamespace.getOrDefault(pod.key().namespace(), List.of())) {
            if (policy.directions().contains(direction) && policy.selects(pod)) {
                chainIds.add(chain(policy, direction));
            }
        }
        return chainIds.isEmpty()
                ? new Gate.Open()
                : new Gate.Isolated(profile(direction, chainIds));
    }

    private String profile(Direction direction, List<String> chainIds) {
        List<String> identity = new ArrayList<>(chainIds);
        identity.addFirst(direction.name());
        identity.addFirst("profile");
        String id = Ids.of(identity.toArray(String[]::new));
        profiles.computeIfAbsent(id, i -> new Profile(i, direction, chainIds));
        return id;
    }

    private String chain(NetworkPolicy policy, Direction direction) {
        String id =
                Ids.of(
                        "networking.k8s.io/NetworkPolicy",
                        policy.key().namespace(),
                        policy.key().name(),
                        direction.name());
        if (!chains.containsKey(id)) {
            chains.put(
                    id,
                    new PolicyChain(
                            id,
                            policy.key(),
                            direction,
                            rules(policy, direction),
                            policy instanceof NetworkPolicy.Invalid invalid
                                    ? invalid.reason()
                                    : ""));
        }
        return id;
    }

    private List<PolicyChain.Rule> rules(NetworkPolicy policy, Direction direction) {
        Set<PolicyChain.Rule> rules = new LinkedHashSet<>();
        int number = 0;
        for (PolicyRule rule : policy.rules(direction)) {
            number++;
            List<PeerMatch> peers = peers(policy.key().namespace(), rule.peers());
            for (PortMatch ports : PortNormalizer.normalize(rule.ports(), sets)) {
                for (PeerMatch peer : peers) {
                    rules.add(new PolicyChain.Rule(number, peer, ports));
                }
            }
        }
        return List.copyOf(rules);
    }

    private List<PeerMatch> peers(String namespace, List<Peer> peers) {
        if (peers.isEmpty()) {
            return List.of(new PeerMatch.Anyone());
        }
        List<PeerMatch> matches = new ArrayList<>();
        for (Peer peer : peers) {
            switch (peer) {
                case Peer.SameNamespace same ->
                        matches.add(new PeerMatch.InSet(sets.podsOf(namespace, same)));
                case Peer.Namespaces across ->
                        matches.add(new PeerMatch.InSet(sets.podsIn(across)));
                case Peer.Block block -> block(block).ifPresent(matches::add);
            }
        }
        return matches;
    }

    /// Empty if nothing of the block is left.
    private Optional<PeerMatch> block(Peer.Block block) {
        if (block.except().contains(block.cidr())) {
            return Optional.empty();
        }
        return Optional.of(
                block.except().isEmpty()
                        ? new PeerMatch.InBlock(block.cidr())
                        : new PeerMatch.InBlockExcept(block.cidr(), sets.exceptionsOf(block)));
    }
}
