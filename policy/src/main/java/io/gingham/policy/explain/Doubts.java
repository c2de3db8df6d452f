package io.gingham.policy.explain;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PortProtocol;
import io.gingham.value.IpAddress;
import java.util.Optional;

/// What of a question may be meant otherwise than it is taken.
public final class Doubts {

    private Doubts() {}

    /// A private address that nobody has may be a service's, a pod's name may be meant as the
    /// service's that has the port, and a workload's template as two of its pods.
    public static Optional<String> about(
            LoadedCluster cluster, String from, String to, String port) {
        if (mayBeClusterIp(cluster.state(), to)) {
            return Optional.of(
                    to
                            + " is no pod's, node's or Service's in the files, and is taken as an"
                            + " address outside; if it is a ClusterIP, add the Service"
                            + " (kubectl get services -A -o yaml)");
        }
        boolean itself =
                from.equals(to)
                        && cluster.several().stream().anyMatch(pod -> pod.toString().equals(to));
        return itself
                ? Optional.of(
                        to
                                + " is taken as one pod, which always reaches itself; whether the"
                                + " pods of "
                                + to
                                + " reach each other: ./gingham policy list")
                : servicesPort(cluster, to, port);
    }

    private static Optional<String> servicesPort(LoadedCluster cluster, String to, String port) {
        PortQuestion question = PortQuestion.parse(port);
        return cluster.state().all(Pod.class).stream()
                .filter(pod -> pod.key().toString().equals(to) && !isOf(pod, question))
                .flatMap(_ -> ServiceTarget.named(cluster, to).stream())
                .filter(service -> service.ports().stream().anyMatch(p -> isOf(p, question)))
                .findFirst()
                .map(
                        service ->
                                """
                                %s is taken as the pod of that name; it declares no port %s, and %s has one: \
                                for that ask --to %s%s"""
                                        .formatted(to, port, service, ServiceTarget.EXPLICIT, to));
    }

    private static boolean isOf(Pod pod, PortQuestion question) {
        return switch (question) {
            case PortQuestion.Numbered(PortProtocol protocol, int number) ->
                    ServiceTarget.declares(pod, protocol, number);
            case PortQuestion.Named named -> ServiceTarget.declares(pod, named);
            case PortQuestion.Icmp _, PortQuestion.WithoutPorts _ -> true;
        };
    }

    private static boolean isOf(ServiceEntry.Port port, PortQuestion question) {
        return switch (question) {
            case PortQuestion.Numbered(PortProtocol protocol, int number) ->
                    port.protocol().equals(protocol.name()) && port.port() == number;
            case PortQuestion.Named(var protocol, String name) ->
                    port.name().equals(name)
                            && protocol.map(p -> p.name().equals(port.protocol())).orElse(true);
            case PortQuestion.Icmp _, PortQuestion.WithoutPorts _ -> false;
        };
    }

    /// The same where no Service is known, as by an agent.
    public static Optional<String> about(ClusterState state, String to) {
        return mayBeClusterIp(state, to)
                ? Optional.of(
                        to
                                + " is no pod's and no node's, and is taken as an address outside; if"
                                + " it is a ClusterIP: an agent does not know these, ask for one of"
                                + " the Service's pods, or with -f of files that have the Service")
                : Optional.empty();
    }

    private static boolean mayBeClusterIp(ClusterState state, String to) {
        IpAddress address;
        try {
            address = IpAddress.parse(to);
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
        return Endpoints.ofAddress(state, address) instanceof FlowEnd.Outside && isPrivate(address);
    }

    /// RFC 1918 and RFC 4193.
    private static boolean isPrivate(IpAddress address) {
        if (!address.isIpv4()) {
            return (address.toBytes()[0] & 0xfe) == 0xfc;
        }
        int bits = address.ipv4Bits();
        return bits >>> 24 == 10 || bits >>> 20 == 0xac1 || bits >>> 16 == 0xc0a8;
    }
}
