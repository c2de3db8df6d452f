package io.gingham.policy.calc;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.EntityMatch.ServiceKey;
import io.gingham.policy.model.IcmpMatch;
import io.gingham.policy.model.IpProtocol;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Policy.Stage;
import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.model.Rule;
import io.gingham.policy.selector.Selector;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/// Policies of all kinds and stages, over the names and labels of [RandomCluster]. What conversion
/// refuses (ports without a protocol) is not among them.
final class RandomPolicies {

    private static final List<ResourceKind> KINDS =
            List.of(
                    ResourceKind.KUBERNETES_NETWORK_POLICY,
                    ResourceKind.CLUSTER_NETWORK_POLICY,
                    ResourceKind.NETWORK_POLICY,
                    ResourceKind.GLOBAL_NETWORK_POLICY);
    private static final List<String> TIERS =
            List.of("default", "default", "kube-admin", "kube-baseline", "t1", "t2", "missing");
    private static final List<Double> ORDERS =
            List.of(1.0, 1.0, 2.0, 1000.0, Double.POSITIVE_INFINITY);

    private final Dice dice;

    RandomPolicies(Dice dice) {
        this.dice = dice;
    }

    Policy policy() {
        ResourceKind kind = dice.one(KINDS);
        String namespace = kind.isNamespaced() ? dice.one(RandomCluster.NAMESPACES) : "";
        Stage stage =
                kind == ResourceKind.GLOBAL_NETWORK_POLICY && dice.oneIn(3)
                        ? dice.one(List.of(Stage.UNTRACKED, Stage.PRE_DNAT))
                        : Stage.NORMAL;
        Set<Direction> directions =
                stage == Stage.PRE_DNAT
                        ? EnumSet.of(Direction.INGRESS)
                        : dice.one(
                                List.of(
                                        EnumSet.of(Direction.INGRESS),
                                        EnumSet.of(Direction.EGRESS),
                                        EnumSet.allOf(Direction.class)));
        return new Policy(
                new ResourceKey(kind, namespace, "np" + dice.upTo(5)),
                dice.one(TIERS),
                dice.one(ORDERS),
                subject(namespace),
                directions,
                stage,
                stage != Stage.NORMAL || dice.oneIn(3),
                dice.maybe(10, () -> Policy.StagedAction.SET),
                rules(Direction.INGRESS, 0, 3),
                rules(Direction.EGRESS, 0, 3),
                dice.oneIn(12) ? List.of("spec: made up") : List.of());
    }

    private Selector subject(String namespace) {
        Selector selector = dice.oneIn(3) ? new Selector.All() : selector();
        return namespace.isEmpty()
                ? selector
                : Selector.allOf(
                        List.of(
                                new Selector.Equal(EffectiveLabels.NAMESPACE, namespace),
                                selector));
    }

    /// Of a profile: they name no service.
    List<Rule> rules(int least, int most) {
        int[] number = {0};
        return dice.some(least, most, () -> rule(Direction.INGRESS, ++number[0]));
    }

    private List<Rule> rules(Direction direction, int least, int most) {
        int[] number = {0};
        return dice.some(least, most, () -> rule(direction, ++number[0]));
    }

    private Rule rule(Direction direction, int number) {
        Optional<IpProtocol> protocol =
                dice.maybe(
                        2,
                        () ->
                                dice.one(
                                        List.of(
                                                IpProtocol.TCP,
                                                IpProtocol.TCP,
                                                IpProtocol.UDP,
                                                IpProtocol.SCTP,
                                                IpProtocol.ICMP,
                                                IpProtocol.ICMPV6,
                                                new IpProtocol(47))));
        boolean ports = protocol.isPresent() && protocol.get().withPorts().isPresent();
        boolean icmp =
                protocol.isPresent()
                        && Set.of(IpProtocol.ICMP, IpProtocol.ICMPV6).contains(protocol.get());
        return new Rule(
                dice.one(List.of(Action.ALLOW, Action.ALLOW, Action.DENY, Action.PASS, Action.LOG)),
                dice.maybe(8, () -> dice.one(List.of(IpFamily.values()))),
                protocol,
                dice.maybe(10, () -> dice.one(List.of(IpProtocol.TCP, IpProtocol.ICMP))),
                icmp ? dice.maybe(2, this::icmp) : Optional.empty(),
                icmp ? dice.maybe(3, this::icmp) : Optional.empty(),
                end(ports, direction == Direction.INGRESS, 4),
                end(ports, direction == Direction.EGRESS, 2),
                new Rule.Origin(number, "spec.rule[" + number + "]", dice.oneIn(9) ? "why" : ""));
    }

    private IcmpMatch icmp() {
        return switch (dice.upTo(2)) {
            case 0 -> new IcmpMatch(OptionalInt.empty(), OptionalInt.empty());
            case 1 -> new IcmpMatch(OptionalInt.of(8), OptionalInt.empty());
            default -> new IcmpMatch(OptionalInt.of(3), OptionalInt.of(dice.upTo(1)));
        };
    }

    /// @param namedOften ports are wanted once in so many times
    private EntityMatch end(boolean ports, boolean mayBeService, int namedOften) {
        if (mayBeService && dice.oneIn(10)) {
            return EntityMatch.ANYTHING.withService(
                    new ServiceKey(dice.one(List.of("x", "y")), "svc"));
        }
        return new EntityMatch(
                dice.oneIn(4) ? nets() : List.of(),
                dice.oneIn(6) ? nets() : List.of(),
                dice.maybe(3, this::selector),
                dice.maybe(10, this::selector),
                dice.maybe(15, this::nodeSelector),
                ports && dice.oneIn(namedOften) ? dice.some(1, 3, this::port) : List.of(),
                ports && dice.oneIn(6) ? dice.some(1, 2, this::port) : List.of(),
                Optional.empty());
    }

    private List<IpPrefix> nets() {
        return dice.some(1, 3, () -> IpPrefix.parse(dice.one(RandomCluster.CIDRS)));
    }

    private PortMatch port() {
        return switch (dice.upTo(2)) {
            case 0 -> new PortMatch.Named(dice.one(RandomCluster.PORT_NAMES));
            case 1 -> new PortMatch.Range(80, 80 + dice.upTo(2));
            default -> {
                int port = dice.one(RandomCluster.PORTS);
                yield new PortMatch.Range(port, port);
            }
        };
    }

    private Selector nodeSelector() {
        return dice.oneIn(2) ? new Selector.All() : comparison(dice.one(RandomCluster.KEYS));
    }

    Selector selector() {
        return switch (dice.upTo(5)) {
            case 0 -> new Selector.And(dice.some(2, 3, this::comparison));
            case 1 -> new Selector.Or(dice.some(2, 3, this::comparison));
            case 2 -> new Selector.Not(comparison());
            default -> comparison();
        };
    }

    private Selector comparison() {
        return switch (dice.upTo(9)) {
            case 0 -> new Selector.Equal(EffectiveLabels.ORCHESTRATOR, "k8s");
            case 1 -> new Selector.Equal(EffectiveLabels.SERVICE_ACCOUNT, "sa");
            case 2 ->
                    new Selector.Equal(
                            EffectiveLabels.NAMESPACE, dice.one(RandomCluster.NAMESPACES));
            case 3 -> new Selector.Equal(EffectiveLabels.NAME, "set" + dice.upTo(2));
            case 4 -> new Selector.Equal("pcns." + EffectiveLabels.NAME, "x");
            default ->
                    comparison(
                            dice.one(List.of("", "", "pcns.", "pcsa."))
                                    + dice.one(RandomCluster.KEYS));
        };
    }

    private Selector comparison(String label) {
        String value = dice.one(RandomCluster.VALUES);
        List<String> values =
                new ArrayList<>(dice.some(0, 2, () -> dice.one(RandomCluster.VALUES)));
        return switch (dice.upTo(8)) {
            case 0 -> new Selector.Has(label);
            case 1 -> new Selector.NotEqual(label, value);
            case 2 -> new Selector.In(label, new TreeSet<>(values));
            case 3 -> new Selector.NotIn(label, new TreeSet<>(values));
            case 4 -> new Selector.StartsWith(label, value);
            case 5 -> new Selector.EndsWith(label, value);
            case 6 -> new Selector.Contains(label, value);
            default -> new Selector.Equal(label, value);
        };
    }
}
