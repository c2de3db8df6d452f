package io.gingham.agent.kernel;

import io.gingham.policy.model.Direction;
import io.gingham.policy.model.LabelSelector;
import io.gingham.policy.model.NetworkPolicy;
import io.gingham.policy.model.Peer;
import io.gingham.policy.model.PolicyKey;
import io.gingham.policy.model.PolicyPort;
import io.gingham.policy.model.PolicyRule;
import io.gingham.policy.model.PortProtocol;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Policies of namespace x.
final class TestPolicies {

    static final Set<Direction> BOTH = EnumSet.allOf(Direction.class);
    static final PolicyRule ANYTHING = new PolicyRule(List.of(), List.of());
    static final PolicyPort WEB = new PolicyPort.Named(PortProtocol.TCP, "web");

    private TestPolicies() {}

    static NetworkPolicy denyAll() {
        return new NetworkPolicy.Valid(
                new PolicyKey("x", "deny-all"),
                LabelSelector.EVERYTHING,
                BOTH,
                List.of(),
                List.of());
    }

    static NetworkPolicy ingress(String pod, PolicyRule rule) {
        return policy("in-" + pod, pod, Set.of(Direction.INGRESS), List.of(rule), List.of());
    }

    static NetworkPolicy egress(String pod, PolicyRule rule) {
        return policy("out-" + pod, pod, Set.of(Direction.EGRESS), List.of(), List.of(rule));
    }

    /// All pods' addresses but one.
    static Peer blockWithout(TestPod pod, IpFamily family) {
        IpPrefix all = family == IpFamily.IPV4 ? IpPrefix.ALL_IPV4 : IpPrefix.ALL_IPV6;
        return new Peer.Block(all, List.of(IpPrefix.host(pod.ip(family))));
    }

    static NetworkPolicy policy(
            String name,
            String pod,
            Set<Direction> directions,
            List<PolicyRule> ingress,
            List<PolicyRule> egress) {
        return new NetworkPolicy.Valid(
                new PolicyKey("x", name), pod(pod), directions, ingress, egress);
    }

    static LabelSelector pod(String name) {
        return new LabelSelector(
                List.of(
                        new LabelSelector.Requirement(
                                "pod", LabelSelector.Operator.IN, List.of(name))));
    }
}
