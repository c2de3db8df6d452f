package io.gingham.policy.explain;

import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.model.Action;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.NetworkSet;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Policy.StagedAction;
import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.model.Rule;
import io.gingham.policy.model.Side;
import io.gingham.policy.model.Tier;
import io.gingham.policy.selector.Labels;
import io.gingham.policy.selector.Selector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds what is in policies and was probably not meant. What depends on the pods there are is only
/// looked for if the manifests hold pods.
public final class Linter {

    private static final int DNS = 53;

    private final LoadedCluster cluster;
    private final ClusterState state;
    private final List<Finding> findings = new ArrayList<>();
    private final boolean podsKnown;

    private Linter(LoadedCluster cluster) {
        this.cluster = cluster;
        this.state = cluster.state();
        this.podsKnown = !state.all(Pod.class).isEmpty();
    }

    /// Sorted by file and line.
    public static List<Finding> check(LoadedCluster cluster) {
        Linter linter = new Linter(cluster);
        linter.findings.addAll(cluster.findings());
        cluster.manifests().forEach(linter::hostBits);
        for (Policy policy : cluster.state().all(Policy.class)) {
            if (cluster.manifests().containsKey(policy.key())) {
                linter.policy(policy);
            }
        }
        linter.findings.sort(
                (a, b) ->
                        a.file().equals(b.file())
                                ? Integer.compare(a.line(), b.line())
                                : a.file().compareTo(b.file()));
        return linter.findings;
    }

    private void policy(Policy policy) {
        tier(policy);
        subject(policy);
        unusedRules(policy);
        logOnly(policy);
        dns(policy);
        staged(policy);
        for (Direction direction : Direction.values()) {
            List<Rule> rules = policy.rules(direction);
            for (Rule rule : rules) {
                peers(policy, rule);
                namedPorts(policy, rule);
            }
            shadowed(policy, rules);
        }
    }

    private void warn(Policy policy, String path, String message) {
        Finding finding = Finding.warning(cluster, policy.key(), path, message);
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }

    private void tier(Policy policy) {
        boolean there =
                Tier.BUILT_IN.stream().anyMatch(tier -> tier.name().equals(policy.tier()))
                        || state.resources().containsKey(Tier.key(policy.tier()));
        if (!there) {
            warn(
                    policy,
                    "spec.tier",
                    "there is no Tier "
                            + policy.tier()
                            + ": its policies come after all other tiers and its default action is"
                            + " Deny; make the Tier, or correct the name");
        }
    }

    private void subject(Policy policy) {
        if (podsKnown && !selectsAnything(policy.subject())) {
            String path =
                    policy.key().kind() == ResourceKind.KUBERNETES_NETWORK_POLICY
                            ? "spec.podSelector"
                            : "spec.selector";
            warn(
                    policy,
                    path,
                    "selects nothing that is here, so it has no effect; compare its selector with"
                            + " the pods' labels and namespace");
        }
    }

    private boolean selectsAnything(Selector selector) {
        return podsSelected(selector)
                || state.all(HostEndpoint.class).stream()
                        .anyMatch(endpoint -> selector.matches(state.labelsOf(endpoint)));
    }

    private boolean podsSelected(Selector selector) {
        return state.all(Pod.class).stream()
                .filter(pod -> !pod.hostNetwork())
                .anyMatch(
                        pod ->
                                state.labelsOf(pod)
                                        .filter((Labels labels) -> selector.matches(labels))
                                        .isPresent());
    }

    private void unusedRules(Policy policy) {
        Map<Direction, List<Rule>> all =
                Map.of(
                        Direction.INGRESS, policy.ingress(),
                        Direction.EGRESS, policy.egress());
        all.forEach(
                (direction, rules) -> {
                    if (!rules.isEmpty() && !policy.directions().contains(direction)) {
                        warn(
                                policy,
                                "spec." + direction,
                                "its "
                                        + direction
                                        + " rules have no effect: the types don't name "
                                        + (direction == Direction.INGRESS ? "Ingress" : "Egress"));
                    }
                });
    }

    private void logOnly(Policy policy) {
        boolean denies = state.tier(policy.tier()).defaultAction() == Action.DENY;
        for (Direction direction : policy.directions()) {
            List<Rule> rules = policy.rules(direction);
            boolean onlyLogs =
                    !rules.isEmpty() && rules.stream().allMatch(r -> r.action() == Action.LOG);
            if (onlyLogs && denies && policy.stage() == Policy.Stage.NORMAL) {
                warn(
                        policy,
                        "spec." + direction,
                        "it only logs, and still isolates: what no other policy of tier "
                                + policy.tier()
                                + " allows is denied. To only log, use a tier whose default action"
                                + " is Pass, or end with a rule of action Pass");
            }
        }
    }

    /// Names are resolved before anything is reached.
    private void dns(Policy policy) {
        List<Rule> egress = policy.rules(Direction.EGRESS);
        boolean restricts =
                policy.isInForce()
                        && policy.stage() == Policy.Stage.NORMAL
                        && state.tier(policy.tier()).defaultAction() == Action.DENY
                        && egress.stream().anyMatch(rule -> rule.action() == Action.ALLOW);
        if (!restricts) {
            return;
        }
        boolean anyAllows =
                state.all(Policy.class).stream()
                        .filter(other -> other.isInForce() && mayShareSubject(policy, other))
                        .flatMap(other -> other.rules(Direction.EGRESS).stream())
                        .anyMatch(Linter::allowsDns);
        if (!anyAllows) {
            warn(
                    policy,
                    "spec.egress",
                    "its pods can't resolve names: no egress rule allows UDP port 53. Allow it to"
                            + " the cluster's DNS (UDP and TCP 53 of the pods k8s-app=kube-dns in"
                            + " kube-system)");
        }
    }

    /// Whether they govern a common pod; without pods, whether they speak of the same namespace.
    private boolean mayShareSubject(Policy one, Policy other) {
        if (one.key().equals(other.key())) {
            return true;
        }
        return podsKnown
                ? podsSelected(Selector.allOf(List.of(one.subject(), other.subject())))
                : other.key().namespace().isEmpty()
                        || other.key().namespace().equals(one.key().namespace());
    }

    private static boolean allowsDns(Rule rule) {
        boolean udp =
                rule.protocol().map(p -> p.number() == PortProtocol.UDP.number()).orElse(true);
        EntityMatch to = rule.destination();
        boolean port =
                to.ports().isEmpty()
                        || to.ports().stream()
                                .anyMatch(
                                        p ->
                                                p instanceof PortMatch.Named
                                                        || p instanceof PortMatch.Range r
                                                                && r.contains(DNS));
        return rule.action() != Action.DENY && rule.action() != Action.LOG && udp && port;
    }

    private void staged(Policy policy) {
        if (policy.staged().isEmpty()) {
            return;
        }
        Optional<ResourceKind> enforcedKind =
                switch (policy.key().kind()) {
                    case STAGED_NETWORK_POLICY -> Optional.of(ResourceKind.NETWORK_POLICY);
                    case STAGED_GLOBAL_NETWORK_POLICY ->
                            Optional.of(ResourceKind.GLOBAL_NETWORK_POLICY);
                    case STAGED_KUBERNETES_NETWORK_POLICY ->
                            Optional.of(ResourceKind.KUBERNETES_NETWORK_POLICY);
                    default -> Optional.empty();
                };
        ResourceKey key =
                new ResourceKey(
                        enforcedKind.orElseThrow(), policy.key().namespace(), policy.key().name());
        Resource enforced = state.resources().get(key);
        if (policy.staged().get() == StagedAction.DELETE && enforced == null) {
            warn(
                    policy,
                    "spec.stagedAction",
                    "it stages the deletion of a " + key + ", which is not here");
        }
        if (policy.staged().get() == StagedAction.SET
                && enforced instanceof Policy other
                && saysTheSame(policy, other)) {
            warn(
                    policy,
                    "spec",
                    "it stages what " + key + " already says; delete the staged policy");
        }
    }

    private static boolean saysTheSame(Policy one, Policy other) {
        return one.tier().equals(other.tier())
                && one.order() == other.order()
                && one.subject().equals(other.subject())
                && one.directions().equals(other.directions())
                && one.ingress().equals(other.ingress())
                && one.egress().equals(other.egress());
    }

    private void peers(Policy policy, Rule rule) {
        if (!podsKnown) {
            return;
        }
        for (Side side : Side.values()) {
            Optional<Selector> selector = rule.end(side).selector();
            boolean nothing =
                    selector.isPresent()
                            && !selectsAnything(selector.get())
                            && state.all(NetworkSet.class).stream()
                                    .noneMatch(
                                            set ->
                                                    state.labelsOf(set)
                                                            .filter(selector.get()::matches)
                                                            .isPresent());
            if (nothing) {
                warn(
                        policy,
                        rule.origin().path(),
                        "rule "
                                + rule.origin().number()
                                + ": its "
                                + side
                                + " ("
                                + selector.get()
                                + ") selects nothing that is here");
            }
        }
    }

    private void namedPorts(Policy policy, Rule rule) {
        if (!podsKnown || rule.protocol().isEmpty()) {
            return;
        }
        Set<PortMatch> named = new HashSet<>(rule.destination().ports());
        named.addAll(rule.source().ports());
        for (PortMatch port : named) {
            if (port instanceof PortMatch.Named(String name) && !isDeclared(name, rule)) {
                warn(
                        policy,
                        rule.origin().path(),
                        "rule "
                                + rule.origin().number()
                                + ": no pod has a "
                                + rule.protocol().get()
                                + " port named "
                                + name
                                + ", so it matches nothing");
            }
        }
    }

    private boolean isDeclared(String name, Rule rule) {
        int protocol = rule.protocol().orElseThrow().number();
        return state.all(Pod.class).stream()
                .flatMap(pod -> pod.ports().stream())
                .anyMatch(port -> port.name().equals(name) && port.protocol().number() == protocol);
    }

    /// A rule that an earlier one of the same policy covers is never reached.
    private void shadowed(Policy policy, List<Rule> rules) {
        for (int later = 1; later < rules.size(); later++) {
            Rule rule = rules.get(later);
            for (Rule earlier : rules.subList(0, later)) {
                boolean other = earlier.origin().number() != rule.origin().number();
                if (other && earlier.action() != Action.LOG && Coverage.covers(earlier, rule)) {
                    warn(
                            policy,
                            rule.origin().path(),
                            "rule "
                                    + rule.origin().number()
                                    + " is never reached: rule "
                                    + earlier.origin().number()
                                    + " ("
                                    + earlier.action()
                                    + ") matches all that it matches");
                    break;
                }
            }
        }
    }

    private void hostBits(ResourceKey key, Manifest manifest) {
        HostBits.in(manifest)
                .forEach((path, text) -> findings.add(Finding.warning(cluster, key, path, text)));
    }
}
