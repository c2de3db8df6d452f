package io.gingham.policy.model;

import io.gingham.policy.selector.Selector;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Optional;

/// What a rule says of one end of a flow. All that is given must hold; an empty list or selector
/// says nothing.
///
/// @param nets the address is in one of them
/// @param notNets the address is in none of them
/// @param selector the address is one of a pod, network set or host endpoint that it selects;
///   conversion has put namespaces and service accounts into it
/// @param notSelector the address is not one of those it selects
/// @param nodes the address is one of a node with these labels
/// @param ports the port is one of them
/// @param notPorts the port is none of them
/// @param service the address is one of the service's endpoints, on egress with a port of theirs
public record EntityMatch(
        List<IpPrefix> nets,
        List<IpPrefix> notNets,
        Optional<Selector> selector,
        Optional<Selector> notSelector,
        Optional<Selector> nodes,
        List<PortMatch> ports,
        List<PortMatch> notPorts,
        Optional<ServiceKey> service) {

    public static final EntityMatch ANYTHING =
            new EntityMatch(
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    Optional.empty());

    public EntityMatch {
        nets = nets.stream().sorted().distinct().toList();
        notNets = notNets.stream().sorted().distinct().toList();
        ports = List.copyOf(ports);
        notPorts = List.copyOf(notPorts);
    }

    public record ServiceKey(String namespace, String name) {
        @Override
        public String toString() {
            return namespace + "/" + name;
        }
    }

    public boolean isAnything() {
        return equals(ANYTHING);
    }

    public EntityMatch withNets(List<IpPrefix> in, List<IpPrefix> notIn) {
        return new EntityMatch(in, notIn, selector, notSelector, nodes, ports, notPorts, service);
    }

    public EntityMatch withSelector(Selector other) {
        return new EntityMatch(
                nets, notNets, Optional.of(other), notSelector, nodes, ports, notPorts, service);
    }

    public EntityMatch withNodes(Selector other) {
        return new EntityMatch(
                nets, notNets, selector, notSelector, Optional.of(other), ports, notPorts, service);
    }

    public EntityMatch withPorts(List<PortMatch> in, List<PortMatch> notIn) {
        return new EntityMatch(nets, notNets, selector, notSelector, nodes, in, notIn, service);
    }

    public EntityMatch withService(ServiceKey other) {
        return new EntityMatch(
                nets, notNets, selector, notSelector, nodes, ports, notPorts, Optional.of(other));
    }
}
