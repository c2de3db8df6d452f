package io.gingham.policy.lint;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.Rule;
import io.gingham.policy.oracle.Oracle;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Egress that leaves out the cluster's DNS: nothing is reached by its name then. The flow itself
/// is asked for, from each kind of pod to kube-dns.
final class NamesNotResolved implements Check {

    static final int DNS = 53;
    private static final String CURE =
            "allow UDP and TCP port 53 to the pods k8s-app=kube-dns in kube-system";

    @Override
    public void look(Surroundings around, Report report) {
        List<Policy> restricting =
                around.policies().stream()
                        .filter(policy -> restricts(policy, around.state()))
                        .toList();
        if (around.podsKnown()) {
            ask(restricting, around, report);
        } else {
            guess(restricting, around, report);
        }
    }

    /// It means to allow something, and by that denies the rest.
    private static boolean restricts(Policy policy, ClusterState state) {
        return policy.isInForce()
                && policy.stage() == Policy.Stage.NORMAL
                && state.tier(policy.tier()).defaultAction() == Action.DENY
                && Parts.of(policy, Direction.EGRESS).stream()
                        .anyMatch(parts -> parts.first().action() == Action.ALLOW);
    }

    private static void ask(List<Policy> restricting, Surroundings around, Report report) {
        Pod dns = dnsPods(around.pods()).stream().findFirst().orElseGet(NamesNotResolved::usual);
        ClusterState state = with(dns, around.state());
        // Pods of one namespace with the same labels are judged alike.
        Map<List<Object>, Boolean> resolve = new HashMap<>();
        for (Policy policy : restricting) {
            List<Pod> cut =
                    around.governed(policy).stream()
                            .filter(pod -> !isDns(pod))
                            .filter(
                                    pod ->
                                            !resolve.computeIfAbsent(
                                                    List.of(
                                                            pod.key().namespace(),
                                                            pod.serviceAccount(),
                                                            pod.labels()),
                                                    kind -> reaches(state, pod, dns)))
                            .toList();
            if (!cut.isEmpty()) {
                report.warn(
                        "no-dns",
                        policy,
                        "spec.egress",
                        "its pods can't resolve names: %s may not send to UDP port 53 of %s; %s"
                                .formatted(Surroundings.names(cut), dns.key(), CURE));
            }
        }
    }

    private static boolean reaches(ClusterState state, Pod pod, Pod dns) {
        for (IpAddress from : state.addressesOf(pod)) {
            for (IpAddress to : state.addressesOf(dns)) {
                if (from.family() == to.family()) {
                    Flow flow =
                            Flow.of(
                                    new FlowEnd.OfPod(pod.key(), from),
                                    new FlowEnd.OfPod(dns.key(), to),
                                    PortProtocol.UDP,
                                    DNS);
                    return Oracle.evaluate(state, flow, Direction.EGRESS).allowed();
                }
            }
        }
        return true;
    }

    static List<Pod> dnsPods(List<Pod> pods) {
        return pods.stream().filter(NamesNotResolved::isDns).toList();
    }

    static boolean isDns(Pod pod) {
        String app = pod.labels().getOrDefault("k8s-app", "");
        return app.equals("kube-dns") || app.equals("coredns");
    }

    /// As kubeadm and its like install it.
    private static Pod usual() {
        return new Pod(
                new PodKey("kube-system", "kube-dns"),
                "",
                "",
                "",
                Map.of("k8s-app", "kube-dns"),
                List.of(IpAddress.parse("198.19.255.53"), IpAddress.parse("2001:2::53")),
                false,
                PodPhase.RUNNING,
                List.of());
    }

    private static ClusterState with(Pod dns, ClusterState state) {
        List<Resource> all = new ArrayList<>(state.resources().values());
        String namespace = dns.key().namespace();
        if (state.namespace(namespace).isEmpty()) {
            all.add(new Namespace(namespace, Map.of("kubernetes.io/metadata.name", namespace)));
        }
        all.add(dns);
        return ClusterState.of(all);
    }

    /// Without pods: whether any policy that may govern the same ones speaks of the port.
    private static void guess(List<Policy> restricting, Surroundings around, Report report) {
        for (Policy policy : restricting) {
            boolean anyAllows =
                    around.inForce().stream()
                            .filter(other -> maySharePods(policy, other))
                            .flatMap(other -> Parts.of(other, Direction.EGRESS).stream())
                            .flatMap(parts -> parts.rules().stream())
                            .anyMatch(NamesNotResolved::mayAllow);
            if (!anyAllows) {
                report.warn(
                        "no-dns",
                        policy,
                        "spec.egress",
                        "its pods can't resolve names: no egress rule allows UDP port 53; " + CURE);
            }
        }
    }

    private static boolean maySharePods(Policy one, Policy other) {
        return other.key().namespace().isEmpty()
                || other.key().namespace().equals(one.key().namespace());
    }

    private static boolean mayAllow(Rule rule) {
        EntityMatch to = rule.destination();
        boolean udp =
                rule.protocol().map(p -> p.number() == PortProtocol.UDP.number()).orElse(true);
        boolean port =
                to.ports().isEmpty()
                        || to.ports().stream()
                                .anyMatch(
                                        match ->
                                                switch (match) {
                                                    case PortMatch.Named _ -> true;
                                                    case PortMatch.Range range ->
                                                            range.contains(DNS);
                                                });
        boolean anywhere =
                to.nets().isEmpty() || to.nets().stream().anyMatch(net -> net.length() == 0);
        Optional<Action> action = Optional.of(rule.action()).filter(a -> a != Action.DENY);
        return action.filter(a -> a != Action.LOG).isPresent() && udp && port && anywhere;
    }
}
