package io.gingham.policy.oracle;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.LabelSelector;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.NetworkPolicy;
import io.gingham.policy.model.Peer;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PolicyKey;
import io.gingham.policy.model.PolicyPort;
import io.gingham.policy.model.PolicyRule;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.List;

/// The reference evaluator.
public final class Oracle {

    private final ClusterState state;
    private final Flow flow;
    private final List<String> trace = new ArrayList<>();

    private Oracle(ClusterState state, Flow flow) {
        this.state = state;
        this.flow = flow;
    }

    /// Whether the cluster as a whole lets the flow pass.
    public static Verdict evaluate(ClusterState state, Flow flow) {
        Oracle oracle = new Oracle(state, flow);
        boolean allowed = oracle.isAllowed();
        return new Verdict(allowed, oracle.trace);
    }

    /// A connection needs both the egress policies of its source and the ingress policies of its
    /// destination to allow it. A pod can't block access to itself.
    private boolean isAllowed() {
        if (flow.isLoopback()) {
            trace.add("a pod cannot block access to itself");
            return true;
        }
        return egressAllows() && ingressAllows();
    }

    private boolean egressAllows() {
        return !(flow.source() instanceof FlowEnd.OfPod(PodKey pod, _))
                || allows(pod, Direction.EGRESS);
    }

    /// The field `ingress`: traffic is allowed "if there are no NetworkPolicies selecting the pod
    /// …, OR if the traffic source is the pod's local node, OR if the traffic matches at least one
    /// ingress rule across all of the NetworkPolicy objects whose podSelector matches the pod". The
    /// field `egress` has no such clause for the local node.
    private boolean ingressAllows() {
        if (!(flow.destination() instanceof FlowEnd.OfPod(PodKey pod, _))) {
            return true;
        }
        if (flow.source() instanceof FlowEnd.OfNode(String node, _) && runsOn(pod, node)) {
            trace.add("ingress of " + pod + ": from its own node, always allowed");
            return true;
        }
        return allows(pod, Direction.INGRESS);
    }

    private boolean runsOn(PodKey key, String node) {
        Pod pod = state.pods().get(key);
        return pod != null && !node.isEmpty() && pod.node().equals(node);
    }

    /// A pod is isolated in a direction if any policy that has the direction among its types
    /// selects it; then only what some such policy allows passes. The policies add up, whatever
    /// their order.
    private boolean allows(PodKey key, Direction direction) {
        String where = direction + " of " + key + ": ";
        Pod pod = state.pods().get(key);
        if (pod == null) {
            trace.add(where + "the API server has not shown this pod, denied");
            return false;
        }
        List<NetworkPolicy> isolating =
                state.policies().values().stream()
                        .filter(policy -> policy.directions().contains(direction))
                        .filter(policy -> policy.selects(pod))
                        .toList();
        if (isolating.isEmpty()) {
            trace.add(where + "no policy selects the pod, allowed");
            return true;
        }
        for (NetworkPolicy policy : isolating) {
            if (policyAllows(policy, direction, where)) {
                return true;
            }
        }
        trace.add(where + "isolated and no rule allows it, denied");
        return false;
    }

    private boolean policyAllows(NetworkPolicy policy, Direction direction, String where) {
        PolicyKey key = policy.key();
        if (policy instanceof NetworkPolicy.Invalid invalid) {
            trace.add(where + "policy " + key + " is invalid (" + invalid.reason() + ")");
            return false;
        }
        int number = 0;
        for (PolicyRule rule : policy.rules(direction)) {
            number++;
            if (ruleAllows(rule, key.namespace(), direction)) {
                trace.add(where + "policy " + key + " rule " + number + " allows it");
                return true;
            }
        }
        trace.add(where + "policy " + key + " selects the pod and does not allow it");
        return false;
    }

    /// Traffic must match both the peers and the ports; a section that is empty or missing matches
    /// everything.
    private boolean ruleAllows(PolicyRule rule, String namespace, Direction direction) {
        IpAddress other =
                (direction == Direction.INGRESS ? flow.source() : flow.destination()).address();
        boolean peerMatches =
                rule.peers().isEmpty()
                        || rule.peers().stream()
                                .anyMatch(peer -> peerMatches(peer, namespace, other));
        boolean portMatches =
                rule.ports().isEmpty() || rule.ports().stream().anyMatch(this::portMatches);
        return peerMatches && portMatches;
    }

    private boolean peerMatches(Peer peer, String namespace, IpAddress other) {
        return switch (peer) {
            // podSelector alone: pods of the policy's own namespace.
            case Peer.SameNamespace(LabelSelector pods) ->
                    podsAt(other).stream()
                            .anyMatch(
                                    pod ->
                                            pod.key().namespace().equals(namespace)
                                                    && pods.matches(pod.labels()));
            // Both selectors must match; podSelector absent is everything.
            case Peer.Namespaces(LabelSelector namespaces, LabelSelector pods) ->
                    podsAt(other).stream()
                            .anyMatch(
                                    pod ->
                                            namespaceMatches(namespaces, pod)
                                                    && pods.matches(pod.labels()));
            // "The except entry describes CIDRs that should not be included within this rule."
            // ipBlock"
            case Peer.Block(var cidr, var except) ->
                    cidr.contains(other) && except.stream().noneMatch(e -> e.contains(other));
        };
    }

    private boolean namespaceMatches(LabelSelector selector, Pod pod) {
        Namespace namespace = state.namespaces().get(pod.key().namespace());
        return namespace != null && selector.matches(namespace.labels());
    }

    /// The fields `port` and `endPort`: "If this field is not provided, this matches all port names
    /// and numbers"; "the range of ports from port to endPort if set, inclusive".
    private boolean portMatches(PolicyPort port) {
        if (port.protocol().number() != flow.protocol()) {
            return false;
        }
        return switch (port) {
            case PolicyPort.Every _ -> true;
            case PolicyPort.Range(_, int first, int last) ->
                    first <= flow.destinationPort() && flow.destinationPort() <= last;
            // "This can either be a numerical or named port on a pod."
            case PolicyPort.Named(var protocol, String name) ->
                    podsAt(flow.destination().address()).stream()
                            .flatMap(pod -> pod.ports().stream())
                            .anyMatch(
                                    declared ->
                                            declared.equals(
                                                    new ContainerPort(
                                                            name,
                                                            protocol,
                                                            flow.destinationPort())));
        };
    }

    /// The pods that an address stands for: more than one only for the moment in which a deleted
    /// pod's address was given to another and the deletion hasn't arrived.
    private List<Pod> podsAt(IpAddress address) {
        return state.pods().values().stream()
                .filter(Pod::isPeer)
                .filter(pod -> pod.ips().contains(address) || isWiredWith(pod, address))
                .toList();
    }

    private boolean isWiredWith(Pod pod, IpAddress address) {
        return state.endpoints().values().stream()
                .filter((Endpoint endpoint) -> endpoint.belongsTo(pod))
                .anyMatch(endpoint -> endpoint.ips().contains(address));
    }
}
