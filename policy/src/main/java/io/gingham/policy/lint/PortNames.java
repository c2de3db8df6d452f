package io.gingham.policy.lint;

import io.gingham.policy.explain.ServiceEntry;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.IpProtocol;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.Rule;
import io.gingham.policy.model.Side;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Ports that the pods a rule is about don't have: a name that none of them gives, or a Service's
/// port in the place of its pods'.
final class PortNames implements Check {

    @Override
    public void look(Surroundings around, Report report) {
        if (!around.podsKnown()) {
            return;
        }
        for (Policy policy : around.policies()) {
            for (Direction direction : Direction.values()) {
                for (Parts parts : Parts.of(policy, direction)) {
                    for (Side side : Side.values()) {
                        names(parts, side, around, report);
                    }
                    services(parts, around, report);
                }
            }
        }
    }

    private static void names(Parts parts, Side side, Surroundings around, Report report) {
        Map<String, List<Rule>> byName = new LinkedHashMap<>();
        for (Rule rule : parts.rules()) {
            for (PortMatch port : rule.end(side).ports()) {
                if (port instanceof PortMatch.Named(String name)) {
                    byName.computeIfAbsent(name, n -> new java.util.ArrayList<>()).add(rule);
                }
            }
        }
        byName.forEach(
                (name, rules) -> {
                    // A name of no protocol in particular is looked for in each.
                    boolean there =
                            rules.stream()
                                    .anyMatch(
                                            rule ->
                                                    owners(parts, rule, side, around).stream()
                                                            .anyMatch(p -> has(p, name, rule)));
                    boolean towardsNets =
                            rules.stream().allMatch(rule -> isOnlyNets(rule.end(side)));
                    List<Pod> owners =
                            rules.stream()
                                    .flatMap(rule -> owners(parts, rule, side, around).stream())
                                    .distinct()
                                    .toList();
                    if (there
                            || (owners.isEmpty()
                                    && !towardsNets
                                    && isAnybodys(name, rules, around))) {
                        return;
                    }
                    report.warn(
                            "no-such-port",
                            parts.policy(),
                            parts.path(),
                            towardsNets
                                    ? "rule %d: %s is a pod's port; towards networks it matches nothing"
                                            .formatted(parts.number(), name)
                                    : "rule %d: %s has a %sport named %s, so it matches nothing"
                                            .formatted(
                                                    parts.number(),
                                                    who(parts, side, owners),
                                                    protocols(rules),
                                                    name));
                });
    }

    private static boolean isAnybodys(String name, List<Rule> rules, Surroundings around) {
        return rules.stream()
                .anyMatch(rule -> around.pods().stream().anyMatch(pod -> has(pod, name, rule)));
    }

    private static String who(Parts parts, Side side, List<Pod> owners) {
        return owners.isEmpty()
                ? "no pod"
                : "none of the pods that %s (%s)"
                        .formatted(
                                isOwn(parts, side) ? "it governs" : "it is about",
                                Surroundings.names(owners));
    }

    private static String protocols(List<Rule> rules) {
        Set<String> named =
                rules.stream()
                        .flatMap(rule -> rule.protocol().stream())
                        .map(IpProtocol::toString)
                        .collect(Collectors.toCollection(TreeSet::new));
        return named.size() == 1 ? named.iterator().next() + " " : "";
    }

    private static boolean has(Pod pod, String name, Rule rule) {
        return pod.ports().stream()
                .anyMatch(
                        port ->
                                port.name().equals(name)
                                        && rule.protocol()
                                                .map(p -> p.number() == port.protocol().number())
                                                .orElse(true));
    }

    private static boolean isOwn(Parts parts, Side side) {
        return (parts.direction() == Direction.INGRESS) == (side == Side.DESTINATION);
    }

    private static boolean isOnlyNets(EntityMatch end) {
        return !end.nets().isEmpty() && end.selector().isEmpty();
    }

    /// The pods whose ports these are.
    private static List<Pod> owners(Parts parts, Rule rule, Side side, Surroundings around) {
        if (isOwn(parts, side)) {
            return around.governed(parts.policy());
        }
        EntityMatch end = rule.end(side);
        if (isOnlyNets(end)) {
            return List.of();
        }
        return end.selector().map(around::selected).orElseGet(around::pods);
    }

    /// Policies see the pods' ports: the service's own has been translated.
    private static void services(Parts parts, Surroundings around, Report report) {
        for (Rule rule : parts.rules()) {
            List<Pod> owners = owners(parts, rule, Side.DESTINATION, around);
            boolean about =
                    isOwn(parts, Side.DESTINATION) || rule.destination().selector().isPresent();
            for (PortMatch match : rule.destination().ports()) {
                if (about
                        && match instanceof PortMatch.Range(int first, int last)
                        && first == last) {
                    mistaken(first, owners, around)
                            .forEach(
                                    message ->
                                            report.warn(
                                                    "port-of-a-service",
                                                    parts.policy(),
                                                    parts.path(),
                                                    "rule %d: %s"
                                                            .formatted(parts.number(), message)));
                }
            }
        }
    }

    private static List<String> mistaken(int port, List<Pod> owners, Surroundings around) {
        boolean declared =
                owners.stream().flatMap(p -> p.ports().stream()).anyMatch(p -> p.number() == port);
        if (declared) {
            return List.of();
        }
        List<String> messages = new java.util.ArrayList<>();
        for (ServiceEntry service : around.services()) {
            boolean ofOwners = owners.stream().anyMatch(service::selects);
            for (ServiceEntry.Port known : service.ports()) {
                if (ofOwners
                        && known.port() == port
                        && !known.target().equals(String.valueOf(port))) {
                    messages.add(
                            "port %d is %s's own; its pods listen on %s, and that is what policies see"
                                    .formatted(port, service, known.target()));
                }
            }
        }
        return messages;
    }
}
