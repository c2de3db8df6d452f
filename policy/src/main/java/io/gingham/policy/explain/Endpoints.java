package io.gingham.policy.explain;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.EndpointSlice;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.Node;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// From what people write (`shop/web`, `192.0.2.7`, `TCP/443`) to flows.
public final class Endpoints {

    private static final int MOST_NAMED = 5;

    private Endpoints() {}

    /// @param from `namespace/pod`, the name of a node, or an address
    /// @param port as [PortQuestion] reads it
    /// @throws IllegalArgumentException that says what isn't known or understood
    public static Flow flow(ClusterState state, String from, String to, String port) {
        PortQuestion question = PortQuestion.parse(port);
        List<FlowEnd> sources = ends(state, from);
        List<FlowEnd> destinations = ends(state, to);
        for (FlowEnd source : sources) {
            for (FlowEnd destination : destinations) {
                if (source.address().family() == destination.address().family()) {
                    return question.flow(state, source, destination);
                }
            }
        }
        throw new IllegalArgumentException(
                from + " and " + to + " have no address of the same family");
    }

    private static List<FlowEnd> ends(ClusterState state, String text) {
        if (ServiceTarget.isExplicit(text)) {
            throw new IllegalArgumentException(noService(state, text.substring("svc/".length())));
        }
        if (text.contains("/")) {
            int slash = text.indexOf('/');
            return ofPod(state, new PodKey(text.substring(0, slash), text.substring(slash + 1)));
        }
        Optional<Node> node =
                state.all(Node.class).stream().filter(n -> n.name().equals(text)).findFirst();
        if (node.isPresent()) {
            return node.get().addresses().stream()
                    .<FlowEnd>map(address -> new FlowEnd.OfNode(text, address))
                    .toList();
        }
        return List.of(ofAddress(state, address(text)));
    }

    private static IpAddress address(String text) {
        try {
            return IpAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no namespace/pod, no known node and no address");
        }
    }

    private static List<FlowEnd> ofPod(ClusterState state, PodKey key) {
        Pod pod =
                state.pod(key)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "there is no pod " + key + likeIt(state, key)));
        List<FlowEnd> ends = new ArrayList<>();
        for (IpAddress address : pod.isPeer() ? state.addressesOf(pod) : pod.ips()) {
            ends.add(
                    pod.hostNetwork()
                            ? new FlowEnd.OfNode(pod.node(), address)
                            : new FlowEnd.OfPod(key, address));
        }
        if (ends.isEmpty()) {
            throw new IllegalArgumentException("pod " + key + " has no address yet");
        }
        return ends;
    }

    /// Pods that a controller may have made under the name, or that a Service leads to.
    private static String likeIt(ClusterState state, PodKey key) {
        List<String> pods =
                state.all(Pod.class).stream()
                        .map(Pod::key)
                        .filter(other -> other.namespace().equals(key.namespace()))
                        .filter(other -> other.name().startsWith(key.name() + "-"))
                        .map(PodKey::toString)
                        .limit(3)
                        .toList();
        String service = noService(state, key.toString());
        return pods.isEmpty()
                ? "; and " + service
                : "; there is "
                        + String.join(", ", pods)
                        + (endpoints(state, key.toString()).isEmpty() ? "" : "; and " + service);
    }

    /// A Service is known here by its endpoints at most.
    private static String noService(ClusterState state, String service) {
        List<String> endpoints = endpoints(state, service);
        return endpoints.isEmpty()
                ? "no Service "
                        + service
                        + " is known: files must have it, and an agent has none; ask for one of"
                        + " its pods"
                : "Service "
                        + service
                        + " leads to "
                        + String.join(", ", endpoints)
                        + "; ask for one of them";
    }

    /// `shop/web-0 TCP/8080`, by the slices of the service.
    private static List<String> endpoints(ClusterState state, String service) {
        List<String> all = new ArrayList<>();
        for (EndpointSlice slice : state.all(EndpointSlice.class)) {
            if (!service.equals(slice.namespace() + "/" + slice.service())) {
                continue;
            }
            String ports =
                    slice.ports().stream()
                            .map(port -> " " + port.protocol() + "/" + port.number())
                            .collect(Collectors.joining());
            for (IpAddress address : slice.addresses()) {
                all.add(
                        (ofAddress(state, address) instanceof FlowEnd.OfPod(PodKey pod, _)
                                        ? pod.toString()
                                        : address.toString())
                                + ports);
            }
        }
        return all.stream().distinct().limit(MOST_NAMED).toList();
    }

    /// Whoever has the address now.
    public static FlowEnd ofAddress(ClusterState state, IpAddress address) {
        for (Pod pod : state.all(Pod.class)) {
            if (pod.isPeer() && state.addressesOf(pod).contains(address)) {
                return new FlowEnd.OfPod(pod.key(), address);
            }
        }
        return state.all(Node.class).stream()
                .filter(node -> node.addresses().contains(address))
                .findFirst()
                .<FlowEnd>map(node -> new FlowEnd.OfNode(node.name(), address))
                .orElseGet(() -> new FlowEnd.Outside(address));
    }
}
