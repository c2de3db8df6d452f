package io.gingham.policy.explain;

import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.model.Pod;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A Service, as far as people take it for its pods. Policies see the pods behind it.
///
/// @param clusterIps none for a headless one, or where the file leaves them to the API server
/// @param selector none for one whose endpoints somebody else writes
public record ServiceEntry(
        String namespace,
        String name,
        List<IpAddress> clusterIps,
        Map<String, String> selector,
        List<Port> ports) {

    public ServiceEntry {
        clusterIps = List.copyOf(clusterIps);
        selector = Map.copyOf(selector);
        ports = List.copyOf(ports);
    }

    /// @param name of the service's port, by which clients may know it; may be empty
    /// @param protocol `TCP`
    /// @param port of the service
    /// @param target of the pods: a number, or a port's name
    public record Port(String name, String protocol, int port, String target) {

        /// `http TCP/80 (of the pods: 8080)`.
        @Override
        public String toString() {
            return (name.isEmpty() ? "" : name + " ")
                    + protocol
                    + "/"
                    + port
                    + " (of the pods: "
                    + target
                    + ")";
        }
    }

    /// Empty if the object is no Service, or an odd one.
    static Optional<ServiceEntry> of(Manifest manifest) {
        Map<String, Object> object = manifest.object();
        if (!"v1".equals(object.get("apiVersion")) || !"Service".equals(object.get("kind"))) {
            return Optional.empty();
        }
        Map<?, ?> metadata = map(object.get("metadata"));
        Map<?, ?> spec = map(object.get("spec"));
        if (!(metadata.get("name") instanceof String name)) {
            return Optional.empty();
        }
        List<IpAddress> addresses = new ArrayList<>();
        List<Object> texts = new ArrayList<>(list(spec.get("clusterIPs")));
        if (texts.isEmpty() && spec.get("clusterIP") != null) {
            texts.add(spec.get("clusterIP"));
        }
        texts.forEach(text -> address(text).ifPresent(addresses::add));
        List<Port> ports = new ArrayList<>();
        for (Object item : list(spec.get("ports"))) {
            Map<?, ?> port = map(item);
            if (port.get("port") instanceof Integer number) {
                Object target = port.get("targetPort");
                ports.add(
                        new Port(
                                text(port.get("name"), ""),
                                text(port.get("protocol"), "TCP"),
                                number,
                                target == null ? number.toString() : String.valueOf(target)));
            }
        }
        Map<String, String> selector = new java.util.TreeMap<>();
        map(spec.get("selector"))
                .forEach((key, value) -> selector.put(String.valueOf(key), text(value, "")));
        return Optional.of(
                new ServiceEntry(
                        text(metadata.get("namespace"), "default"),
                        name,
                        addresses,
                        selector,
                        ports));
    }

    /// Whether the pod is one of its endpoints.
    public boolean selects(Pod pod) {
        return !selector.isEmpty()
                && pod.key().namespace().equals(namespace)
                && pod.isPeer()
                && selector.entrySet().stream()
                        .allMatch(
                                label -> label.getValue().equals(pod.labels().get(label.getKey())));
    }

    /// Under this name people know it.
    @Override
    public String toString() {
        return "Service " + namespace + "/" + name;
    }

    private static Optional<IpAddress> address(@Nullable Object text) {
        try {
            return Optional.of(IpAddress.parse(String.valueOf(text)));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static String text(@Nullable Object value, String otherwise) {
        return value == null ? otherwise : String.valueOf(value);
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
