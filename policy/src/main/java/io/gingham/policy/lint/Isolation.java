package io.gingham.policy.lint;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.Verdict;
import io.gingham.policy.oracle.Oracle;
import io.gingham.value.IpAddress;
import java.util.List;
import java.util.Optional;

/// Policies that cut off what the cluster needs: its DNS, or every pod there is.
final class Isolation implements Check {

    @Override
    public void look(Surroundings around, Report report) {
        for (Policy policy : around.policies()) {
            if (!policy.isInForce() || policy.stage() != Policy.Stage.NORMAL) {
                continue;
            }
            dns(policy, around, report);
            everything(policy, around, report);
        }
    }

    private static void dns(Policy policy, Surroundings around, Report report) {
        if (!policy.directions().contains(Direction.INGRESS)) {
            return;
        }
        List<Pod> servers = NamesNotResolved.dnsPods(around.governed(policy));
        Optional<Pod> client =
                around.pods().stream().filter(pod -> !NamesNotResolved.isDns(pod)).findFirst();
        if (servers.isEmpty() || client.isEmpty()) {
            return;
        }
        if (isDenied(around.state(), client.get(), servers.getFirst(), policy)) {
            report.warn(
                    "isolates-dns",
                    policy,
                    "",
                    "it keeps %s from %s: pods can't resolve names; allow UDP and TCP port 53 to it"
                            .formatted(client.get().key(), servers.getFirst().key()));
        }
    }

    /// Whether the answer is no, and this policy has part in it.
    private static boolean isDenied(ClusterState state, Pod client, Pod dns, Policy policy) {
        for (IpAddress from : state.addressesOf(client)) {
            for (IpAddress to : state.addressesOf(dns)) {
                if (from.family() == to.family()) {
                    Flow flow =
                            Flow.of(
                                    new FlowEnd.OfPod(client.key(), from),
                                    new FlowEnd.OfPod(dns.key(), to),
                                    PortProtocol.UDP,
                                    NamesNotResolved.DNS);
                    Verdict verdict = Oracle.evaluate(state, flow, Direction.INGRESS);
                    return !verdict.allowed()
                            && verdict.trace().stream()
                                    .flatMap(step -> step.policy().stream())
                                    .anyMatch(policy.key()::equals);
                }
            }
        }
        return false;
    }

    /// A default deny is meant for the workloads; what runs the cluster is a workload too.
    private static void everything(Policy policy, Surroundings around, Report report) {
        boolean allowsNothing =
                policy.directions().stream()
                        .flatMap(direction -> policy.rules(direction).stream())
                        .noneMatch(
                                rule ->
                                        rule.action() == Action.ALLOW
                                                || rule.action() == Action.PASS);
        List<Pod> system =
                around.governed(policy).stream()
                        .filter(pod -> pod.key().namespace().equals("kube-system"))
                        .toList();
        boolean ofAll =
                !around.pods().isEmpty() && around.governed(policy).size() == around.pods().size();
        boolean denies =
                around.state().tier(policy.tier()).defaultAction() == Action.DENY
                        || policy.directions().stream()
                                .flatMap(direction -> policy.rules(direction).stream())
                                .anyMatch(rule -> rule.action() == Action.DENY);
        if (policy.key().namespace().isEmpty()
                && policy.problems().isEmpty()
                && allowsNothing
                && denies
                && ofAll
                && !system.isEmpty()) {
            report.warn(
                    "isolates-everything",
                    policy,
                    "spec",
                    "it isolates every pod, those of kube-system too (%s); leave system namespaces out by its namespaceSelector, or allow what they need in an earlier policy"
                            .formatted(Surroundings.names(system)));
        }
    }
}
