package io.gingham.policy.explain;

import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PortProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A Service as the destination of a flow: its pods, with the ports that its own port leads to.
/// Policies see these, for kube-proxy translates before they are asked.
///
/// @param port of the service, as it was asked for
public record ServiceTarget(ServiceEntry service, String port, List<Backend> backends) {

    static final String EXPLICIT = "svc/";

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
        boolean explicit = isExplicit(to);
        String name = explicit ? to.substring(EXPLICIT.length()) : to;
        Optional<ServiceEntry> service = named(cluster, name);
        if (explicit && service.isEmpty()) {
            throw new IllegalArgumentException("there is no Service " + name + " in the files");
        }
        return service.filter(_ -> explicit || !isPod(cluster, name))
                .map(entry -> of(cluster, entry, port));
    }

    /// Connections begin at pods, and have their addresses, whatever services these are behind.
    ///
    /// @throws IllegalArgumentException with its pods, if `from` is a service of the cluster
    static void requireNoService(LoadedCluster cluster, String from) {
        boolean explicit = isExplicit(from);
        String name = explicit ? from.substring(EXPLICIT.length()) : from;
        Optional<ServiceEntry> service = named(cluster, name);
        if (service.isEmpty() || (!explicit && isPod(cluster, name))) {
            return;
        }
        List<String> pods =
                cluster.state().all(Pod.class).stream()
                        .filter(service.get()::selects)
                        .map(pod -> pod.key().toString())
                        .toList();
        throw new IllegalArgumentException(
                service.get()
                        + " can't be where a flow begins: connections come from its pods; "
                        + (pods.isEmpty()
                                ? "it has none here"
                                : "ask for one of them: " + String.join(", ", pods)));
    }

    static boolean isExplicit(String name) {
        return name.startsWith(EXPLICIT) && name.indexOf('/', EXPLICIT.length()) > 0;
    }

    static Optional<ServiceEntry> named(LoadedCluster cluster, String name) {
        return cluster.services().stream().filter(entry -> isNamed(entry, name)).findFirst();
    }

    private static boolean isPod(LoadedCluster cluster, String name) {
        return cluster.state().all(Pod.class).stream()
                .anyMatch(pod -> pod.key().toString().equals(name));
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
            case PortQuestion.Named named -> targetOf(service, pod, named, asked);
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
        throw noPort(service, pod, direct);
    }

    /// The service's own name for a port comes before the pods' name for the port it leads to.
    private static String targetOf(
            ServiceEntry service, Pod pod, PortQuestion.Named asked, String text) {
        List<ServiceEntry.Port> ports =
                service.ports().stream()
                        .filter(
                                port ->
                                        asked.protocol()
                                                .map(p -> p.name().equals(port.protocol()))
                                                .orElse(true))
                        .toList();
        return ports.stream()
                .filter(port -> port.name().equals(asked.name()))
                .findFirst()
                .or(() -> ports.stream().filter(port -> leadsTo(port, pod, asked)).findFirst())
                .map(port -> port.protocol() + "/" + port.target())
                .or(
                        () ->
                                service.clusterIps().isEmpty() && declares(pod, asked)
                                        ? Optional.of(text)
                                        : Optional.empty())
                .orElseThrow(() -> noPort(service, pod, "named '" + asked.name() + "'"));
    }

    private static boolean leadsTo(ServiceEntry.Port port, Pod pod, PortQuestion.Named asked) {
        return port.target().equals(asked.name())
                || pod.ports().stream()
                        .filter(of -> of.name().equals(asked.name()))
                        .anyMatch(
                                of ->
                                        of.protocol().name().equals(port.protocol())
                                                && String.valueOf(of.number())
                                                        .equals(port.target()));
    }

    static boolean declares(Pod pod, PortQuestion.Named asked) {
        return pod.ports().stream().anyMatch(port -> port.name().equals(asked.name()));
    }

    private static IllegalArgumentException noPort(ServiceEntry service, Pod pod, String what) {
        String there =
                service.ports().stream()
                        .map(ServiceEntry.Port::toString)
                        .collect(Collectors.joining(", "));
        return new IllegalArgumentException(
                service
                        + " has no port "
                        + what
                        + "; it has "
                        + (there.isEmpty() ? "none" : there)
                        + ". For a port of its pods, ask for one of them: "
                        + pod.key());
    }

    static boolean declares(Pod pod, PortProtocol protocol, int number) {
        return pod.ports().stream()
                .anyMatch(port -> port.protocol() == protocol && port.number() == number);
    }
}
