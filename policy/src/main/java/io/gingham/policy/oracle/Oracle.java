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

    /// "For a connection from a source pod to a destination pod to be allowed, both the egress
    /// policy on the source pod and the ingress policy on the destination pod need to allow the
    /// connection. If either side does not allow the connection, it will not happen."
    ///
    /// "A Pod cannot block access to itself."
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

    /// "… and/or from the pod's node (kubelet): traffic to and from the node where a Pod is running
    /// is always allowed, regardless of the IP address of the Pod or the node."
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

    /// "If no policies select a pod in a direction, the pod is non-isolated in that direction: all
    /// connections are allowed. A pod is isolated for a direction if there is any NetworkPolicy
    /// that both selects the pod and has that direction in its policyTypes. When a pod is isolated,
    /// the only allowed connections are those allowed by some policy that applies to the pod for
    /// that direction. The effects of those lists combine additively."
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

    /// "Each rule allows traffic which matches both the from/to and ports sections." "If this field
    /// is empty or missing, this rule matches all sources/ports (traffic not restricted by …)."
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
            // "selects particular Pods in the same namespace as the NetworkPolicy"
            case Peer.SameNamespace(LabelSelector pods) ->
                    podsAt(other).stream()
                            .anyMatch(
                                    pod ->
                                            pod.key().namespace().equals(namespace)
                                                    && pods.matches(pod.labels()));
            // "selects particular Pods within particular namespaces"
            case Peer.Namespaces(LabelSelector namespaces, LabelSelector pods) ->
                    podsAt(other).stream()
                            .anyMatch(
                                    pod ->
                                            namespaceMatches(namespaces, pod)
                                                    && pods.matches(pod.labels()));
            // "selects particular IP CIDR ranges"; except: "should not be included within an
            // ipBlock"
            case Peer.Block(var cidr, var except) ->
                    cidr.contains(other) && except.stream().noneMatch(e -> e.contains(other));
        };
    }

    private boolean namespaceMatches(LabelSelector selector, Pod pod) {
        Namespace namespace = state.namespaces().get(pod.key().namespace());
        return namespace != null && selector.matches(namespace.labels());
    }

    /// "endPort indicates that the range of ports from port to endPort if set, inclusive, should be
    /// allowed." "If this field [port] is not provided, this matches all port names and numbers."
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
