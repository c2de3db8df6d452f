package io.gingham.policy.convert;

import io.gingham.document.Tree;
import io.gingham.policy.model.Action;
import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.NetworkSet;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.Profile;
import io.gingham.policy.model.Rule;
import io.gingham.policy.model.Tier;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What policies of projectcalico.org/v3 stand on: tiers, sets, host endpoints, profiles. An entry
/// that can't be understood is left out, and said.
final class CalicoObjects {

    private CalicoObjects() {}

    /// An unreadable order is the last, an unreadable default action is Deny.
    static Tier tier(String name, Tree spec, Problems problems) {
        problems.attempt(
                () ->
                        !spec.isPresent()
                                || spec.allowing(Set.of("order", "defaultAction")).isPresent(),
                () -> false);
        double order =
                problems.attempt(
                        () ->
                                spec.get("order")
                                        .optional(Tree::decimal)
                                        .orElse(Double.POSITIVE_INFINITY),
                        () -> Double.POSITIVE_INFINITY);
        Action action =
                problems.attempt(() -> defaultAction(spec.get("defaultAction")), () -> Action.DENY);
        return new Tier(name, order, action);
    }

    private static Action defaultAction(Tree tree) {
        return switch (tree.text("Deny")) {
            case "Deny" -> Action.DENY;
            case "Pass" -> Action.PASS;
            default -> throw tree.refuse("'" + tree.text() + "'; expected Deny or Pass");
        };
    }

    static NetworkSet networkSet(
            String namespace,
            String name,
            Map<String, String> labels,
            Tree spec,
            Problems problems) {
        if (spec.isPresent()) {
            problems.attempt(() -> spec.allowing(Set.of("nets")).isPresent(), () -> false);
        }
        List<IpPrefix> nets = new ArrayList<>();
        for (Tree item : problems.items(spec, "nets")) {
            problems.tried(() -> item.parsed(CalicoRules::net)).ifPresent(nets::add);
        }
        return new NetworkSet(namespace, name, labels, nets);
    }

    static HostEndpoint hostEndpoint(
            String name, Map<String, String> labels, Tree spec, Problems problems) {
        problems.attempt(
                () ->
                        spec.allowing(
                                        Set.of(
                                                "node",
                                                "interfaceName",
                                                "expectedIPs",
                                                "profiles",
                                                "ports"))
                                .isPresent(),
                () -> false);
        List<IpAddress> ips = new ArrayList<>();
        for (Tree item : problems.items(spec, "expectedIPs")) {
            problems.tried(() -> item.parsed(IpAddress::parse)).ifPresent(ips::add);
        }
        List<ContainerPort> ports = new ArrayList<>();
        for (Tree item : problems.items(spec, "ports")) {
            problems.tried(() -> port(item)).ifPresent(ports::add);
        }
        return new HostEndpoint(
                name,
                problems.attempt(() -> spec.get("node").text(""), () -> ""),
                problems.attempt(() -> spec.get("interfaceName").text(""), () -> ""),
                ips,
                labels,
                problems.attempt(() -> spec.get("profiles").texts(), List::of),
                ports);
    }

    private static ContainerPort port(Tree tree) {
        tree.allowing(Set.of("name", "port", "protocol"));
        Tree protocol = tree.get("protocol");
        return new ContainerPort(
                tree.get("name").text(),
                PortProtocol.named(protocol.text())
                        .orElseThrow(
                                () ->
                                        protocol.refuse(
                                                "'"
                                                        + protocol.text()
                                                        + "'; expected TCP, UDP or SCTP")),
                tree.get("port").integer(1, 65535));
    }

    /// A rule that can't be understood: an Allow or Log matches nothing, any other denies.
    static Profile profile(String name, Tree spec, Problems problems) {
        problems.attempt(
                () ->
                        !spec.isPresent()
                                || spec.allowing(Set.of("ingress", "egress", "labelsToApply"))
                                        .isPresent(),
                () -> false);
        return new Profile(
                name,
                problems.attempt(() -> spec.get("labelsToApply").labels(), Map::of),
                rules(spec, "ingress", Direction.INGRESS, problems),
                rules(spec, "egress", Direction.EGRESS, problems));
    }

    private static List<Rule> rules(
            Tree spec, String field, Direction direction, Problems problems) {
        return CalicoPolicies.rules(spec, field, direction, "", problems);
    }
}
