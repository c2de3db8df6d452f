package io.gingham.policy.convert;

import io.gingham.document.Tree;
import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.model.Rule;
import io.gingham.policy.model.Tier;
import io.gingham.policy.selector.Selector;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// ClusterNetworkPolicy of policy.networking.k8s.io/v1alpha2, and its predecessors
/// AdminNetworkPolicy and BaselineAdminNetworkPolicy of v1alpha1: in the tiers `kube-admin` and
/// `kube-baseline`.
///
/// A rule that can't be understood fails closed, as the API asks of unknown peers: an Accept
/// matches nothing, a Deny or Pass (or what can't be told from one) denies everything.
final class ClusterPolicies {

    /// The API allows 100 rules for each direction, names of at most 100 characters, and 25 peers
    /// or networks for each rule; more of them harm nobody here, so they aren't counted.
    private static final Set<String> FIELDS =
            Set.of("tier", "priority", "subject", "ingress", "egress");

    private static final int HIGHEST_PRIORITY = 1000;

    private final ResourceKey key;
    private final Problems problems = new Problems();

    private ClusterPolicies(ResourceKey key) {
        this.key = key;
    }

    static Policy convert(ResourceKey key, Tree spec) {
        return new ClusterPolicies(key).convert(spec);
    }

    private Policy convert(Tree spec) {
        Tier tier = problems.attempt(() -> tier(spec), () -> Tier.KUBE_ADMIN);
        double order = problems.attempt(() -> priority(spec), () -> 0.0);
        Selector subject =
                problems.attempt(
                        () -> subject(spec.get("subject")), () -> KubernetesSelectors.PODS);
        List<Rule> ingress = rules(spec, "ingress", "from");
        List<Rule> egress = rules(spec, "egress", "to");
        boolean known = problems.attempt(() -> spec.allowing(FIELDS).isPresent(), () -> false);
        if (!known) {
            ingress = List.of(denyAll(1, "spec"));
            egress = List.of(denyAll(1, "spec"));
        }
        return new Policy(
                key,
                tier.name(),
                order,
                subject,
                directions(ingress, egress),
                Policy.Stage.NORMAL,
                false,
                Optional.empty(),
                ingress,
                egress,
                problems.found());
    }

    /// Unlike a NetworkPolicy, one without rules for a direction does not isolate in it.
    private static Set<Direction> directions(List<Rule> ingress, List<Rule> egress) {
        Set<Direction> directions = EnumSet.noneOf(Direction.class);
        if (!ingress.isEmpty()) {
            directions.add(Direction.INGRESS);
        }
        if (!egress.isEmpty()) {
            directions.add(Direction.EGRESS);
        }
        return directions;
    }

    private Tier tier(Tree spec) {
        if (key.kind() == ResourceKind.ADMIN_NETWORK_POLICY) {
            return Tier.KUBE_ADMIN;
        }
        if (key.kind() == ResourceKind.BASELINE_ADMIN_NETWORK_POLICY) {
            return Tier.KUBE_BASELINE;
        }
        Tree tier = spec.get("tier");
        return switch (tier.text()) {
            case "Admin" -> Tier.KUBE_ADMIN;
            case "Baseline" -> Tier.KUBE_BASELINE;
            default -> throw tier.refuse("'" + tier.text() + "'; expected Admin or Baseline");
        };
    }

    private double priority(Tree spec) {
        return key.kind() == ResourceKind.BASELINE_ADMIN_NETWORK_POLICY
                ? 0
                : spec.get("priority").integer(0, HIGHEST_PRIORITY);
    }

    private static Selector subject(Tree subject) {
        return switch (subject.only(Set.of("namespaces", "pods"))) {
            case "namespaces" -> namespaces(subject.get("namespaces"));
            default -> pods(subject.get("pods"));
        };
    }

    private static Selector namespaces(Tree selector) {
        return Selector.allOf(
                List.of(KubernetesSelectors.PODS, KubernetesSelectors.ofNamespace(selector)));
    }

    private static Selector pods(Tree tree) {
        tree.allowing(Set.of("namespaceSelector", "podSelector"));
        return Selector.allOf(
                List.of(
                        KubernetesSelectors.PODS,
                        KubernetesSelectors.ofNamespace(tree.get("namespaceSelector")),
                        KubernetesSelectors.convert(tree.get("podSelector"))));
    }

    private List<Rule> rules(Tree spec, String field, String peersField) {
        List<Tree> items = problems.items(spec, field);
        boolean unreadable =
                items.isEmpty()
                        && !(spec.get(field).value() instanceof List)
                        && spec.get(field).isPresent();
        if (unreadable) {
            return List.of(denyAll(1, "spec." + field));
        }
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Tree item = items.get(i);
            int number = i + 1;
            rules.addAll(
                    problems.attempt(
                            () -> rule(item, number, peersField),
                            () ->
                                    isAccept(item)
                                            ? List.of()
                                            : List.of(denyAll(number, item.path()))));
        }
        return rules;
    }

    private static Rule denyAll(int number, String path) {
        return Rule.of(Action.DENY, new Rule.Origin(number, path, "not understood, so it denies"));
    }

    private static boolean isAccept(Tree item) {
        return item.value() instanceof Map<?, ?> map
                && ("Accept".equals(map.get("action")) || "Allow".equals(map.get("action")));
    }

    private List<Rule> rule(Tree item, int number, String peersField) {
        boolean older = key.kind() != ResourceKind.CLUSTER_NETWORK_POLICY;
        String portsField = older ? "ports" : "protocols";
        item.mapping();
        Problems parts = new Problems();
        parts.tried(() -> item.allowing(Set.of("name", "action", peersField, portsField)));
        Action action =
                parts.attempt(
                        () -> action(item.get("action"), older ? "Allow" : "Accept"),
                        () -> Action.DENY);
        Rule.Origin origin =
                new Rule.Origin(
                        number,
                        item.path(),
                        parts.attempt(() -> item.get("name").text(""), () -> ""));
        List<EntityMatch> peers = new ArrayList<>();
        List<Tree> items = parts.items(item, peersField);
        for (Tree peer : items) {
            parts.tried(() -> peersField.equals("from") ? fromPeer(peer) : toPeer(peer))
                    .ifPresent(peers::add);
        }
        if (items.isEmpty()) {
            parts.add(item.get(peersField).refuse("empty; expected at least one peer"));
        }
        List<ClusterPorts> ports =
                parts.attempt(
                        () ->
                                older
                                        ? ClusterPorts.ofPorts(item.get(portsField))
                                        : ClusterPorts.ofProtocols(item.get(portsField)),
                        List::of);
        parts.refuseIfAny();
        List<Rule> rules = new ArrayList<>();
        for (ClusterPorts port : ports) {
            for (EntityMatch peer : peers) {
                EntityMatch source = peersField.equals("from") ? peer : EntityMatch.ANYTHING;
                EntityMatch destination = peersField.equals("from") ? EntityMatch.ANYTHING : peer;
                rules.add(port.onto(Rule.of(action, origin).withEnds(source, destination)));
            }
        }
        return rules;
    }

    private static Action action(Tree action, String accept) {
        String text = action.text();
        if (text.equals(accept)) {
            return Action.ALLOW;
        }
        return switch (text) {
            case "Deny" -> Action.DENY;
            case "Pass" -> Action.PASS;
            default -> throw action.refuse("'" + text + "'; expected " + accept + ", Deny or Pass");
        };
    }

    private static EntityMatch fromPeer(Tree peer) {
        return switch (peer.only(Set.of("namespaces", "pods"))) {
            case "namespaces" ->
                    EntityMatch.ANYTHING.withSelector(namespaces(peer.get("namespaces")));
            default -> EntityMatch.ANYTHING.withSelector(pods(peer.get("pods")));
        };
    }

    private static EntityMatch toPeer(Tree peer) {
        return switch (peer.only(
                Set.of("namespaces", "pods", "nodes", "networks", "domainNames"))) {
            case "nodes" ->
                    EntityMatch.ANYTHING.withNodes(KubernetesSelectors.convert(peer.get("nodes")));
            case "networks" -> networks(peer.get("networks"));
            case "domainNames" ->
                    throw peer.get("domainNames")
                            .refuse("domain names are not supported; use networks");
            default -> fromPeer(peer);
        };
    }

    private static EntityMatch networks(Tree networks) {
        List<IpPrefix> nets = new ArrayList<>();
        networks.list().forEach(item -> nets.add(item.parsed(IpPrefix::parseLenient)));
        if (nets.isEmpty()) {
            throw networks.refuse("empty; expected at least one block");
        }
        return EntityMatch.ANYTHING.withNets(nets, List.of());
    }
}
