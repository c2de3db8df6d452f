package io.gingham.policy.convert;

import io.gingham.document.Tree;
import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.IpProtocol;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Rule;
import io.gingham.policy.model.Tier;
import io.gingham.policy.selector.Selector;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// NetworkPolicy of networking.k8s.io/v1: in tier `default`, with order 1000. It knows no Deny: a
/// rule that can't be understood matches nothing.
final class KubernetesPolicies {

    /// IANA_SVC_NAME, RFC 6335 section 5.1: 1..15 characters, at least one letter, no hyphen at an
    /// end or beside another.
    private static final Pattern PORT_NAME =
            Pattern.compile("(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*");

    private static final double ORDER = 1000;
    private static final Set<Direction> BOTH = EnumSet.allOf(Direction.class);
    private static final Set<String> FIELDS =
            Set.of("podSelector", "policyTypes", "ingress", "egress");
    private static final Set<String> STAGED_FIELDS =
            Set.of("podSelector", "policyTypes", "ingress", "egress", "stagedAction");

    private final ResourceKey key;
    private final Problems problems = new Problems();

    private KubernetesPolicies(ResourceKey key) {
        this.key = key;
    }

    /// @param staged with a value for a StagedKubernetesNetworkPolicy
    static Policy convert(ResourceKey key, Tree spec, Optional<Policy.StagedAction> staged) {
        return new KubernetesPolicies(key).convert(spec, staged);
    }

    private Policy convert(Tree spec, Optional<Policy.StagedAction> staged) {
        Selector pods =
                problems.attempt(
                        () -> KubernetesSelectors.convert(spec.get("podSelector")),
                        Selector.All::new);
        Set<Direction> directions = problems.attempt(() -> directions(spec), () -> BOTH);
        List<Rule> ingress = rules(spec, "ingress", "from");
        List<Rule> egress = rules(spec, "egress", "to");
        Set<String> fields = staged.isPresent() ? STAGED_FIELDS : FIELDS;
        boolean known = problems.attempt(() -> spec.allowing(fields).isPresent(), () -> false);
        if (!known) {
            // Nobody here knows what an unknown field restricts.
            ingress = List.of();
            egress = List.of();
        }
        return new Policy(
                key,
                Tier.DEFAULT.name(),
                ORDER,
                Selector.allOf(
                        List.of(
                                KubernetesSelectors.PODS,
                                KubernetesSelectors.inNamespace(key.namespace()),
                                pods)),
                directions,
                Policy.Stage.NORMAL,
                false,
                staged,
                ingress,
                egress,
                problems.found());
    }

    /// Without `policyTypes` a policy always has Ingress, and Egress if it has any egress rule.
    private static Set<Direction> directions(Tree spec) {
        spec.mapping();
        List<Tree> types = spec.get("policyTypes").list();
        if (types.isEmpty()) {
            return spec.get("egress").list().isEmpty() ? EnumSet.of(Direction.INGRESS) : BOTH;
        }
        Set<Direction> directions = EnumSet.noneOf(Direction.class);
        types.forEach(type -> directions.add(direction(type)));
        return directions;
    }

    static Direction direction(Tree type) {
        return switch (type.text()) {
            case "Ingress" -> Direction.INGRESS;
            case "Egress" -> Direction.EGRESS;
            default -> throw type.refuse("'" + type.text() + "'; expected Ingress or Egress");
        };
    }

    /// `[]`, `null` and absent are all the same: no rule.
    private List<Rule> rules(Tree spec, String field, String peersField) {
        List<Rule> rules = new ArrayList<>();
        List<Tree> items = problems.items(spec, field);
        for (int i = 0; i < items.size(); i++) {
            Tree item = items.get(i);
            int number = i + 1;
            rules.addAll(problems.attempt(() -> rule(item, number, peersField), List::of));
        }
        return rules;
    }

    /// Each peer with each protocol is a rule.
    private List<Rule> rule(Tree item, int number, String peersField) {
        item.mapping();
        Problems parts = new Problems();
        parts.tried(() -> item.allowing(Set.of(peersField, "ports")));
        List<EntityMatch> peers = new ArrayList<>();
        parts.items(item, peersField)
                .forEach(peer -> parts.tried(() -> peer(peer)).ifPresent(peers::add));
        List<Ports> allPorts =
                parts.attempt(() -> ports(item.get("ports").list(), parts), List::of);
        parts.refuseIfAny();
        if (peers.isEmpty()) {
            peers.add(EntityMatch.ANYTHING);
        }
        boolean ingress = peersField.equals("from");
        List<Rule> rules = new ArrayList<>();
        for (Ports ports : allPorts) {
            for (EntityMatch peer : peers) {
                Rule rule = Rule.of(Action.ALLOW, new Rule.Origin(number, item.path(), ""));
                EntityMatch source = ingress ? peer : EntityMatch.ANYTHING;
                EntityMatch destination =
                        (ingress ? EntityMatch.ANYTHING : peer)
                                .withPorts(ports.matches(), List.of());
                rules.add(ports.onto(rule.withEnds(source, destination)));
            }
        }
        return rules;
    }

    private EntityMatch peer(Tree peer) {
        peer.allowing(Set.of("podSelector", "namespaceSelector", "ipBlock"));
        boolean selects = peer.has("podSelector") || peer.has("namespaceSelector");
        if (!selects && !peer.has("ipBlock")) {
            throw peer.refuse(
                    "an empty peer; expected podSelector, namespaceSelector, both, or ipBlock");
        }
        if (peer.has("ipBlock")) {
            if (selects) {
                throw peer.refuse("ipBlock stands beside a selector; it must stand alone");
            }
            return block(peer.get("ipBlock"));
        }
        Selector pods = KubernetesSelectors.convert(peer.get("podSelector"));
        Selector namespaces =
                peer.has("namespaceSelector")
                        ? KubernetesSelectors.ofNamespace(peer.get("namespaceSelector"))
                        : KubernetesSelectors.inNamespace(key.namespace());
        return EntityMatch.ANYTHING.withSelector(
                Selector.allOf(List.of(KubernetesSelectors.PODS, namespaces, pods)));
    }

    private static EntityMatch block(Tree block) {
        block.allowing(Set.of("cidr", "except"));
        IpPrefix cidr = block.get("cidr").parsed(IpPrefix::parseLenient);
        List<IpPrefix> except = new ArrayList<>();
        for (Tree item : block.get("except").list()) {
            IpPrefix prefix = item.parsed(IpPrefix::parseLenient);
            if (!cidr.contains(prefix)) {
                throw item.refuse(prefix + " does not lie in " + cidr);
            }
            except.add(prefix);
        }
        return EntityMatch.ANYTHING.withNets(List.of(cidr), except);
    }

    /// One protocol's ports, or anything.
    ///
    /// @param matches empty means every port
    private record Ports(Optional<PortProtocol> protocol, List<PortMatch> matches) {
        Rule onto(Rule rule) {
            return protocol.map(p -> rule.withProtocol(IpProtocol.of(p))).orElse(rule);
        }
    }

    /// @param parts gets what is wrong with one of them
    private static List<Ports> ports(List<Tree> items, Problems parts) {
        if (items.isEmpty()) {
            return List.of(new Ports(Optional.empty(), List.of()));
        }
        Map<PortProtocol, List<PortMatch>> byProtocol = new EnumMap<>(PortProtocol.class);
        Set<PortProtocol> every = EnumSet.noneOf(PortProtocol.class);
        for (Tree item : items) {
            parts.tried(() -> item.allowing(Set.of("protocol", "port", "endPort")));
            Optional<PortProtocol> protocol = parts.tried(() -> protocol(item.get("protocol")));
            Optional<Optional<PortMatch>> match = parts.tried(() -> port(item));
            if (protocol.isPresent() && match.isPresent()) {
                PortProtocol of = protocol.get();
                match.get()
                        .ifPresentOrElse(
                                m -> byProtocol.computeIfAbsent(of, p -> new ArrayList<>()).add(m),
                                () -> every.add(of));
            }
        }
        every.forEach(protocol -> byProtocol.put(protocol, List.of()));
        return byProtocol.entrySet().stream()
                .map(entry -> new Ports(Optional.of(entry.getKey()), entry.getValue()))
                .toList();
    }

    /// Empty for every port.
    private static Optional<PortMatch> port(Tree item) {
        Tree port = item.get("port");
        Tree endPort = item.get("endPort");
        if (port.value() instanceof Integer) {
            int first = port.integer(1, 65535);
            int last = endPort.isPresent() ? endPort.integer(1, 65535) : first;
            if (last < first) {
                throw endPort.refuse(last + " is lower than port " + first);
            }
            return Optional.of(new PortMatch.Range(first, last));
        }
        if (endPort.isPresent()) {
            throw endPort.refuse("it needs a numeric port, seen " + port.value());
        }
        return port.optional(KubernetesPolicies::named);
    }

    static PortMatch named(Tree port) {
        String name = port.text();
        if (!PORT_NAME.matcher(name).matches()) {
            throw port.refuse(
                    "'"
                            + name
                            + "' is no port name; expected 1..15 of a-z, 0-9 and single inner"
                            + " hyphens with at least one letter");
        }
        return new PortMatch.Named(name);
    }

    /// Absent means TCP.
    private static PortProtocol protocol(Tree tree) {
        String name = tree.text("TCP");
        return PortProtocol.named(name)
                .orElseThrow(() -> tree.refuse("'" + name + "'; expected TCP, UDP or SCTP"));
    }
}
