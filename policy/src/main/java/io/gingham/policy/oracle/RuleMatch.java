package io.gingham.policy.oracle;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.EndpointSlice;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.NetworkSet;
import io.gingham.policy.model.Node;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.Rule;
import io.gingham.policy.model.Side;
import io.gingham.policy.selector.Labels;
import io.gingham.policy.selector.Selector;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Whether a rule is about a flow. Ends are told apart by address, after address translation.
final class RuleMatch {

    private final ClusterState state;
    private final Flow flow;

    RuleMatch(ClusterState state, Flow flow) {
        this.state = state;
        this.flow = flow;
    }

    /// An object that an address stands for. More than one has the same address only for the moment
    /// in which a deleted pod's address was given to another and the deletion hasn't arrived, or if
    /// network sets overlap.
    private record Holder(Labels labels, List<ContainerPort> ports) {}

    /// @param governed which endpoints the rule's policy is for
    boolean matches(Rule rule, Direction direction, Predicate<Labels> governed) {
        Predicate<Labels> destination = direction == Direction.INGRESS ? governed : any -> true;
        return rule.family().map(f -> f == flow.source().address().family()).orElse(true)
                && rule.protocol().map(p -> p.number() == flow.protocol()).orElse(true)
                && rule.notProtocol().map(p -> p.number() != flow.protocol()).orElse(true)
                && rule.icmp().map(i -> i.matches(flow.icmpType(), flow.icmpCode())).orElse(true)
                && !rule.notIcmp()
                        .map(i -> i.matches(flow.icmpType(), flow.icmpCode()))
                        .orElse(false)
                && matches(rule.source(), Side.SOURCE, any -> true)
                && matches(rule.destination(), Side.DESTINATION, destination);
    }

    private boolean matches(EntityMatch match, Side side, Predicate<Labels> governed) {
        IpAddress address = flow.end(side).address();
        return (match.nets().isEmpty() || isIn(match.nets(), address))
                && !isIn(match.notNets(), address)
                && match.selector().map(s -> isSelected(s, address)).orElse(true)
                && !match.notSelector().map(s -> isSelected(s, address)).orElse(false)
                && match.nodes().map(s -> isNode(s, address)).orElse(true)
                && match.service().map(s -> isOfService(s, side)).orElse(true)
                && (match.ports().isEmpty()
                        || hasPort(match.ports(), match.selector(), side, governed))
                && !hasPort(match.notPorts(), match.selector(), side, governed);
    }

    private static boolean isIn(List<IpPrefix> nets, IpAddress address) {
        return nets.stream().anyMatch(net -> net.contains(address));
    }

    private boolean isSelected(Selector selector, IpAddress address) {
        return holders(address).stream().anyMatch(holder -> selector.matches(holder.labels()));
    }

    private boolean isNode(Selector selector, IpAddress address) {
        return state.all(Node.class).stream()
                .filter(node -> node.addresses().contains(address))
                .anyMatch(node -> selector.matches(Labels.of(node.labels())));
    }

    /// As a source: from one of its addresses. As a destination: to one of them, at its port.
    private boolean isOfService(EntityMatch.ServiceKey service, Side side) {
        IpAddress address = flow.end(side).address();
        return state.all(EndpointSlice.class).stream()
                .filter(slice -> slice.namespace().equals(service.namespace()))
                .filter(slice -> slice.service().equals(service.name()))
                .filter(slice -> slice.addresses().contains(address))
                .anyMatch(slice -> side == Side.SOURCE || hasFlowsPort(slice));
    }

    private boolean hasFlowsPort(EndpointSlice slice) {
        return slice.ports().stream()
                .anyMatch(
                        port ->
                                port.protocol().number() == flow.protocol()
                                        && port.number() == flow.destinationPort());
    }

    /// A named port is that of an endpoint at this end: of one that the rule's selector selects
    /// there or, if it says nothing of the destination of incoming traffic, one that the policy is
    /// for.
    private boolean hasPort(
            List<PortMatch> ports,
            Optional<Selector> selector,
            Side side,
            Predicate<Labels> governed) {
        int port = flow.port(side);
        for (PortMatch match : ports) {
            boolean matches =
                    switch (match) {
                        case PortMatch.Range range -> range.contains(port);
                        case PortMatch.Named(String name) ->
                                holders(flow.end(side).address()).stream()
                                        .filter(
                                                holder ->
                                                        selector.map(
                                                                        s ->
                                                                                s.matches(
                                                                                        holder
                                                                                                .labels()))
                                                                .orElseGet(
                                                                        () ->
                                                                                governed.test(
                                                                                        holder
                                                                                                .labels())))
                                        .flatMap(holder -> holder.ports().stream())
                                        .anyMatch(declared -> isFlows(declared, name, port));
                    };
            if (matches) {
                return true;
            }
        }
        return false;
    }

    private boolean isFlows(ContainerPort declared, String name, int port) {
        return declared.name().equals(name)
                && declared.number() == port
                && declared.protocol().number() == flow.protocol();
    }

    private List<Holder> holders(IpAddress address) {
        List<Holder> holders = new ArrayList<>();
        for (Pod pod : state.all(Pod.class)) {
            if (state.addressesOf(pod).contains(address)) {
                state.labelsOf(pod)
                        .ifPresent(labels -> holders.add(new Holder(labels, pod.ports())));
            }
        }
        for (NetworkSet set : state.all(NetworkSet.class)) {
            if (isIn(set.nets(), address)) {
                state.labelsOf(set).ifPresent(labels -> holders.add(new Holder(labels, List.of())));
            }
        }
        for (HostEndpoint endpoint : state.all(HostEndpoint.class)) {
            if (endpoint.expectedIps().contains(address)) {
                holders.add(new Holder(state.labelsOf(endpoint), endpoint.ports()));
            }
        }
        return holders;
    }
}
