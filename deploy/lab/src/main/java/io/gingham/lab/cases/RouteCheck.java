package io.gingham.lab.cases;

import io.gingham.lab.cluster.LabCluster;
import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.fabric.Fabric;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Has the kernel of every node, and of the router, a way to every pod, and the right one?
final class RouteCheck {

    private RouteCheck() {}

    /// @param pods addresses, and the node that each is on
    /// @return the first pod that some node would not find, as a sentence; empty when all is well
    static Optional<String> missing(LabCluster cluster, Map<IpAddress, LabNode> pods) {
        for (LabNode node : cluster.nodes()) {
            List<Route> routes = routes(node.name());
            for (Map.Entry<IpAddress, LabNode> pod : pods.entrySet()) {
                boolean local = pod.getValue().equals(node);
                if (!local && !leadsTo(routes, pod.getKey(), pod.getValue().address())) {
                    return Optional.of(
                            node.name()
                                    + " has no route to "
                                    + pod.getKey()
                                    + " via "
                                    + pod.getValue().address());
                }
            }
        }
        List<Route> atTheRouter = routes(Fabric.TOR);
        return pods.entrySet().stream()
                .filter(
                        pod ->
                                !leadsTo(
                                        atTheRouter,
                                        pod.getKey(),
                                        pod.getValue()
                                                .server()
                                                .uplink(Fabric.TOR)
                                                .local()
                                                .getFirst()))
                .findFirst()
                .map(
                        pod ->
                                "the top-of-rack router has no route to "
                                        + pod.getKey()
                                        + " via "
                                        + pod.getValue().name());
    }

    private static List<Route> routes(String namespace) {
        return NetworkNamespace.named(namespace)
                .call(
                        () -> {
                            try (Netlink netlink = Netlink.open()) {
                                return netlink.routes(RouteFilter.main(IpFamily.IPV4));
                            }
                        });
    }

    /// Is the most specific route to the pod via this gateway?
    static boolean leadsTo(List<Route> routes, IpAddress pod, IpAddress gateway) {
        return routes.stream()
                .filter(route -> route.destination().contains(pod))
                .max(Comparator.comparingInt((Route route) -> route.destination().length()))
                .filter(
                        route ->
                                route.target() instanceof RouteTarget.Via via
                                        && via.gateway().equals(gateway))
                .isPresent();
    }
}
