package io.gingham.policy.explain;

import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PortProtocol;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A Service as the destination of a flow: its pods, with the ports that its own port leads to.
/// Policies see these, for kube-proxy translates before they are asked.
///
/// @param port of the service, as it was asked for
public record ServiceTarget(ServiceEntry service, String port, List<Backend> backends) {

    private static final String EXPLICIT = "svc/";

    public ServiceTarget {
        backends = List.copyOf(backends);
    }

    /// @param port of the pod, as [PortQuestion] reads it
    public record Backend(PodKey pod, String port) {}

    /// Empty if `to` is no service of the cluster. A pod of the name comes first, unless the name
    /// begins with `svc/`.
    ///
    /// @throws IllegalArgumentException if the service has no such port, or no pods
    public static Optional<ServiceTarget> of(LoadedCluster cluster, String to, String port) {
        boolean explicit = to.startsWith(EXPLICIT) && to.indexOf('/', EXPLICIT.length()) > 0;
        String name = explicit ? to.substring(EXPLICIT.length()) : to;
        Optional<ServiceEntry> service =
                cluster.services().stream().filter(entry -> isNamed(entry, name)).findFirst();
        if (explicit && service.isEmpty()) {
            throw new IllegalArgumentException("there is no Service " + name + " in the files");
        }
        boolean pod =
                cluster.state().all(Pod.class).stream()
                        .anyMatch(other -> other.key().toString().equals(name));
        return service.filter(_ -> explicit || !pod).map(entry -> of(cluster, entry, port));
    }

    private static boolean isNamed(ServiceEntry service, String name) {
        return name.equals(service.namespace() + "/" + service.name())
                || service.clusterIps().stream().anyMatch(ip -> ip.toString().equals(name));
    }

    private static ServiceTarget of(LoadedCluster cluster, ServiceEntry service, String port) {
        List<Pod> pods = cluster.state().all(Pod.class).stream().filter(service::selects).toList();
        if (pods.isEmpty()) {
            throw new IllegalArgumentException(
                    service
                            + (service.selector().isEmpty()
                                    ? " has no selector: its endpoints aren't known; ask for their"
                                            + " address"
                                    : " selects none of the pods that are here"));
        }
        PortQuestion question = PortQuestion.parse(port);
        List<Backend> backends = new ArrayList<>();
        for (Pod pod : pods) {
            backends.add(new Backend(pod.key(), portOf(service, pod, question, port)));
        }
        return new ServiceTarget(service, port, backends);
    }

    private static String portOf(
            ServiceEntry service, Pod pod, PortQuestion question, String asked) {
        return switch (question) {
            case PortQuestion.Numbered(PortProtocol protocol, int number) ->
                    targetOf(service, pod, protocol, number);
            // The name that a pod gives its port is the same wherever the service leads.
            case PortQuestion.Named _ -> asked;
            case PortQuestion.Icmp _, PortQuestion.WithoutPorts _ ->
                    throw new IllegalArgumentException(
                            service
                                    + " translates TCP, UDP and SCTP only; ask for one of its pods");
        };
    }

    private static String targetOf(
            ServiceEntry service, Pod pod, PortProtocol protocol, int number) {
        String direct = protocol + "/" + number;
        for (ServiceEntry.Port port : service.ports()) {
            if (port.protocol().equals(protocol.name()) && port.port() == number) {
                return protocol + "/" + port.target();
            }
        }
        // A headless service only resolves to its pods: the port is theirs.
        if (service.clusterIps().isEmpty() && declares(pod, protocol, number)) {
            return direct;
        }
        String there =
                service.ports().stream()
                        .map(
                                p ->
                                        p.protocol()
                                                + "/"
                                                + p.port()
                                                + " (of the pods: "
                                                + p.target()
                                                + ")")
                        .collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
                service
                        + " has no port "
                        + direct
                        + "; it has "
                        + (there.isEmpty() ? "none" : there)
                        + ". For a port of its pods, ask for one of them: "
                        + pod.key());
    }

    private static boolean declares(Pod pod, PortProtocol protocol, int number) {
        return pod.ports().stream()
                .anyMatch(port -> port.protocol() == protocol && port.number() == number);
    }

    /// What may be wrong with an address that is taken as one outside: a private one that nobody
    /// has may be a service's.
    public static Optional<String> doubt(LoadedCluster cluster, String to) {
        IpAddress address;
        try {
            address = IpAddress.parse(to);
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
        boolean outside = Endpoints.ofAddress(cluster.state(), address) instanceof FlowEnd.Outside;
        return outside && isPrivate(address)
                ? Optional.of(
                        to
                                + " is no pod's, node's or Service's in the files, and is taken as an"
                                + " address outside; if it is a ClusterIP, add the Service"
                                + " (kubectl get services -A -o yaml)")
                : Optional.empty();
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
