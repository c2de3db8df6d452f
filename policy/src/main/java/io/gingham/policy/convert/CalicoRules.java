package io.gingham.policy.convert;

import io.gingham.document.Tree;
import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.EntityMatch.ServiceKey;
import io.gingham.policy.model.IcmpMatch;
import io.gingham.policy.model.IpProtocol;
import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.Rule;
import io.gingham.policy.model.Side;
import io.gingham.policy.selector.Selector;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A rule of projectcalico.org/v3.
final class CalicoRules {

    private static final Set<String> FIELDS =
            Set.of(
                    "action",
                    "ipVersion",
                    "protocol",
                    "notProtocol",
                    "icmp",
                    "notICMP",
                    "source",
                    "destination",
                    "http",
                    "metadata");
    private static final Set<String> ENTITY_FIELDS =
            Set.of(
                    "nets",
                    "notNets",
                    "selector",
                    "notSelector",
                    "namespaceSelector",
                    "ports",
                    "notPorts",
                    "services",
                    "serviceAccounts");

    private final Tree tree;
    private final Problems parts = new Problems();
    private final Direction direction;
    private final String namespace;

    private CalicoRules(Tree tree, Direction direction, String namespace) {
        this.tree = tree;
        this.direction = direction;
        this.namespace = namespace;
    }

    /// @param namespace of the policy; empty for a global one
    /// @throws Refusal if anything in it isn't understood
    static Rule convert(Tree tree, int number, Direction direction, String namespace) {
        return new CalicoRules(tree, direction, namespace).convert(number);
    }

    private Rule convert(int number) {
        tree.mapping();
        parts.tried(() -> tree.allowing(FIELDS));
        if (tree.has("http")) {
            parts.add(
                    tree.get("http")
                            .refuse(
                                    "matching HTTP needs a proxy in each pod, which Gingham has not"));
        }
        Action action = parts.attempt(() -> action(tree.get("action")), () -> Action.DENY);
        Optional<IpProtocol> protocol = protocol("protocol");
        Optional<IpProtocol> notProtocol = protocol("notProtocol");
        Optional<IcmpMatch> icmp = icmp("icmp", protocol);
        Optional<IcmpMatch> notIcmp = icmp("notICMP", protocol);
        EntityMatch source = entity(Side.SOURCE, protocol);
        EntityMatch destination = entity(Side.DESTINATION, protocol);
        Optional<IpFamily> family =
                parts.attempt(
                        () ->
                                family(
                                        source,
                                        destination,
                                        tree.get("ipVersion").optional(CalicoRules::family)),
                        Optional::empty);
        String note = parts.attempt(this::note, () -> "");
        parts.refuseIfAny();
        return new Rule(
                action,
                family,
                protocol,
                notProtocol,
                icmp,
                notIcmp,
                source,
                destination,
                new Rule.Origin(number, tree.path(), note));
    }

    private Optional<IpProtocol> protocol(String field) {
        return parts.attempt(
                () -> tree.get(field).optional(CalicoRules::protocol), Optional::empty);
    }

    private Optional<IcmpMatch> icmp(String field, Optional<IpProtocol> protocol) {
        Optional<IcmpMatch> icmp =
                parts.attempt(() -> tree.get(field).optional(this::icmp), Optional::empty);
        if (icmp.isPresent() && !isIcmp(protocol)) {
            parts.add(tree.refuse("icmp and notICMP need protocol ICMP or ICMPv6"));
        }
        return icmp;
    }

    private String note() {
        Map<String, String> annotations = tree.get("metadata").get("annotations").labels();
        return annotations.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    private static Action action(Tree action) {
        return Action.named(action.text())
                .orElseThrow(
                        () ->
                                action.refuse(
                                        "'"
                                                + action.text()
                                                + "'; expected Allow, Deny, Log or Pass"));
    }

    private static IpFamily family(Tree version) {
        return switch (version.value()) {
            case Integer n when n == 4 -> IpFamily.IPV4;
            case Integer n when n == 6 -> IpFamily.IPV6;
            case null, default ->
                    throw version.refuse("'" + version.value() + "'; expected 4 or 6");
        };
    }

    /// A name, or a number in 1..255 (also as text: the API's type is number-or-string).
    private static IpProtocol protocol(Tree tree) {
        if (tree.value() instanceof Integer) {
            return new IpProtocol(tree.integer(1, 255));
        }
        String text = tree.text();
        if (text.matches("[0-9]{1,3}")) {
            return tree.parsed(digits -> new IpProtocol(Integer.parseInt(digits)));
        }
        return IpProtocol.named(text)
                .orElseThrow(
                        () ->
                                tree.refuse(
                                        "'"
                                                + text
                                                + "'; expected TCP, UDP, ICMP, ICMPv6, SCTP,"
                                                + " UDPLite or 1..255"));
    }

    private static boolean isIcmp(Optional<IpProtocol> protocol) {
        return protocol.filter(p -> p.equals(IpProtocol.ICMP) || p.equals(IpProtocol.ICMPV6))
                .isPresent();
    }

    private IcmpMatch icmp(Tree icmp) {
        icmp.allowing(Set.of("type", "code"));
        if (icmp.has("code") && !icmp.has("type")) {
            throw icmp.get("code").refuse("given without a type");
        }
        return new IcmpMatch(number(icmp.get("type"), 254), number(icmp.get("code"), 255));
    }

    private static OptionalInt number(Tree tree, int most) {
        return tree.isPresent() ? OptionalInt.of(tree.integer(0, most)) : OptionalInt.empty();
    }

    private EntityMatch entity(Side side, Optional<IpProtocol> protocol) {
        Tree entity = tree.get(side.toString());
        if (!entity.isPresent() || parts.tried(entity::mapping).isEmpty()) {
            return EntityMatch.ANYTHING;
        }
        parts.tried(() -> entity.allowing(ENTITY_FIELDS));
        List<PortMatch> ports = parts.attempt(() -> ports(entity.get("ports")), List::of);
        List<PortMatch> notPorts = parts.attempt(() -> ports(entity.get("notPorts")), List::of);
        boolean hasPorts = !ports.isEmpty() || !notPorts.isEmpty();
        if (hasPorts && protocol.flatMap(IpProtocol::withPorts).isEmpty()) {
            parts.add(entity.refuse("ports and notPorts need protocol TCP, UDP or SCTP"));
        }
        return new EntityMatch(
                parts.attempt(() -> nets(entity.get("nets")), List::of),
                parts.attempt(() -> nets(entity.get("notNets")), List::of),
                parts.attempt(() -> selector(entity), Optional::empty),
                parts.attempt(
                        () -> entity.get("notSelector").unlessEmpty(CalicoSelectors::parse),
                        Optional::empty),
                Optional.empty(),
                ports,
                notPorts,
                parts.attempt(() -> service(entity, side), Optional::empty));
    }

    /// In a namespaced policy a selector without namespaceSelector is about its own namespace.
    private Optional<Selector> selector(Tree entity) {
        Tree accounts = entity.get("serviceAccounts");
        boolean says =
                given(entity, "selector")
                        || given(entity, "namespaceSelector")
                        || accounts.isPresent();
        if (!says) {
            return Optional.empty();
        }
        List<Selector> all = new ArrayList<>();
        if (given(entity, "namespaceSelector")) {
            all.add(CalicoSelectors.ofNamespace(entity.get("namespaceSelector")));
        } else if (!namespace.isEmpty()) {
            all.add(KubernetesSelectors.inNamespace(namespace));
        }
        if (accounts.isPresent()) {
            all.add(serviceAccounts(accounts));
        }
        entity.get("selector").unlessEmpty(CalicoSelectors::parse).ifPresent(all::add);
        return Optional.of(Selector.allOf(all));
    }

    private static boolean given(Tree entity, String field) {
        return entity.has(field) && !entity.get(field).isEmptyText();
    }

    /// The names and the selector must both match.
    private static Selector serviceAccounts(Tree accounts) {
        accounts.allowing(Set.of("names", "selector"));
        List<Selector> all = new ArrayList<>();
        List<String> names = accounts.get("names").texts();
        if (!names.isEmpty()) {
            all.add(new Selector.In(EffectiveLabels.SERVICE_ACCOUNT, new TreeSet<>(names)));
        }
        accounts.get("selector").unlessEmpty(CalicoSelectors::ofServiceAccount).ifPresent(all::add);
        if (all.isEmpty()) {
            all.add(new Selector.Has(EffectiveLabels.SERVICE_ACCOUNT));
        }
        return Selector.allOf(all);
    }

    private Optional<ServiceKey> service(Tree entity, Side side) {
        Tree services = entity.get("services");
        if (!services.isPresent()) {
            return Optional.empty();
        }
        services.allowing(Set.of("name", "namespace"));
        boolean legal = (direction == Direction.EGRESS) == (side == Side.DESTINATION);
        if (!legal) {
            throw services.refuse("legal only as destination of egress or source of ingress");
        }
        List<String> others = new ArrayList<>(List.of("nets", "notNets", "selector"));
        others.addAll(List.of("notSelector", "namespaceSelector", "serviceAccounts"));
        if (direction == Direction.EGRESS) {
            others.addAll(List.of("ports", "notPorts"));
        }
        for (String other : others) {
            if (entity.has(other)) {
                throw services.refuse("can't stand beside " + other);
            }
        }
        String of = services.get("namespace").text(namespace);
        if (of.isEmpty()) {
            throw services.get("namespace").refuse("missing; a global policy must give it");
        }
        return Optional.of(new ServiceKey(of, services.get("name").text()));
    }

    private static List<IpPrefix> nets(Tree nets) {
        return nets.list().stream().map(item -> item.parsed(CalicoRules::net)).toList();
    }

    /// A single address counts as its block.
    static IpPrefix net(String text) {
        return text.contains("/")
                ? IpPrefix.parseLenient(text)
                : IpPrefix.host(IpAddress.parse(text));
    }

    private static List<PortMatch> ports(Tree ports) {
        return ports.list().stream().map(CalicoRules::port).toList();
    }

    /// `80`, `"8000:9000"` or a name.
    private static PortMatch port(Tree tree) {
        if (tree.value() instanceof Integer) {
            int port = tree.integer(0, 65535);
            return new PortMatch.Range(port, port);
        }
        String text = tree.text();
        if (text.matches("[0-9]{1,5}(:[0-9]{1,5})?")) {
            return tree.parsed(CalicoRules::range);
        }
        // No port is named 80-90: who writes that means a range.
        if (!text.matches("[a-zA-Z0-9_.-]{1,128}") || !text.matches(".*[a-zA-Z].*")) {
            throw tree.refuse("'" + text + "'; expected a number, a range 1000:2000 or a name");
        }
        return new PortMatch.Named(text);
    }

    private static PortMatch range(String text) {
        String[] ends = text.split(":", -1);
        return new PortMatch.Range(
                Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    }

    /// A rule that speaks of blocks is about their family, as Felix has it: what is in no IPv4
    /// block is not all of IPv6.
    private Optional<IpFamily> family(
            EntityMatch source, EntityMatch destination, Optional<IpFamily> given) {
        Set<IpFamily> families =
                Stream.of(source, destination)
                        .flatMap(e -> Stream.concat(e.nets().stream(), e.notNets().stream()))
                        .map(IpPrefix::family)
                        .collect(Collectors.toSet());
        given.ifPresent(families::add);
        if (families.size() > 1) {
            throw tree.refuse("mixes IPv4 and IPv6; write a rule for each");
        }
        boolean byBlocks = !source.notNets().isEmpty() || !destination.notNets().isEmpty();
        return byBlocks ? families.stream().findFirst() : given;
    }
}
