package io.gingham.policy.explain;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.IpProtocol;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PortProtocol;
import io.gingham.value.IpFamily;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What people write for the port of a flow.
///
/// A number alone is a port of TCP, as everywhere else, and never an IP protocol.
public sealed interface PortQuestion {

    /// `TCP/443`, `443`, `53/udp`.
    record Numbered(PortProtocol protocol, int number) implements PortQuestion {}

    /// `http`, `UDP/dns`: a port's name, of any protocol if none is said.
    record Named(Optional<PortProtocol> protocol, String name) implements PortQuestion {}

    /// `ICMP/8`; alone it is the echo request.
    record Icmp(Optional<Integer> type) implements PortQuestion {}

    /// `IP/47`, `UDPLite`: a protocol whose ports no policy can name.
    record WithoutPorts(IpProtocol protocol) implements PortQuestion {}

    /// One port of one protocol, either first.
    Pattern PORT = Pattern.compile("(?i)(tcp|udp|sctp)/([^/]+)|([^/]+)/(tcp|udp|sctp)");

    /// A port's name as Kubernetes takes it (IANA_SVC_NAME): a letter in it, no two hyphens.
    Pattern NAME = Pattern.compile("(?=[a-z0-9-]*[a-z])[a-z0-9]+(-[a-z0-9]+)*");

    /// @throws IllegalArgumentException that says what is expected
    static PortQuestion parse(String text) {
        Matcher port = PORT.matcher(text);
        if (port.matches()) {
            boolean protocolFirst = port.group(1) != null;
            PortProtocol protocol =
                    PortProtocol.valueOf(
                            port.group(protocolFirst ? 1 : 4).toUpperCase(Locale.ROOT));
            return ofProtocol(Optional.of(protocol), port.group(protocolFirst ? 2 : 3), text);
        }
        String[] parts = text.split("/", 2);
        String value = parts.length < 2 ? "" : parts[1];
        return switch (parts[0].toLowerCase(Locale.ROOT)) {
            case "icmp", "icmpv6" ->
                    new Icmp(
                            parts.length < 2
                                    ? Optional.empty()
                                    : Optional.of(number(value, 0, 255, "an ICMP type", text)));
            case "ip" -> withoutPorts(number(value, 1, 255, "an IP protocol", text));
            case "udplite" -> new WithoutPorts(IpProtocol.UDP_LITE);
            case "tcp", "udp", "sctp" ->
                    throw refused(text, "a port is missing: " + upper(parts[0]) + "/80");
            default -> {
                if (parts.length > 1) {
                    throw refused(text, "'" + parts[0] + "' is no protocol");
                }
                yield ofProtocol(Optional.empty(), text, text);
            }
        };
    }

    private static PortQuestion ofProtocol(
            Optional<PortProtocol> protocol, String port, String text) {
        if (port.matches("[0-9]+")) {
            return new Numbered(
                    protocol.orElse(PortProtocol.TCP), number(port, 1, 65535, "a port", text));
        }
        String name = port.toLowerCase(Locale.ROOT);
        if (NAME.matcher(name).matches() && name.length() <= 15) {
            return new Named(protocol, name);
        }
        throw refused(text, port.matches("[0-9]+[-:][0-9]+") ? "one port at a time" : "");
    }

    private static PortQuestion withoutPorts(int number) {
        IpProtocol protocol = new IpProtocol(number);
        if (protocol.withPorts().isPresent()) {
            throw new IllegalArgumentException(
                    "IP/" + number + " has ports; ask " + protocol + "/80");
        }
        boolean icmp = protocol.equals(IpProtocol.ICMP) || protocol.equals(IpProtocol.ICMPV6);
        return icmp ? new Icmp(Optional.empty()) : new WithoutPorts(protocol);
    }

    private static int number(String text, int least, int most, String what, String whole) {
        if (text.matches("[0-9]{1,5}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw refused(whole, "'" + text + "' is not " + what + " in " + least + ".." + most);
    }

    private static String upper(String protocol) {
        return protocol.toUpperCase(Locale.ROOT);
    }

    private static IllegalArgumentException refused(String text, String reason) {
        return new IllegalArgumentException(
                "port '"
                        + text
                        + "'"
                        + (reason.isEmpty() ? "" : ": " + reason)
                        + "; expected the form TCP/443, UDP/53, SCTP/9, 443 (of TCP), a port's name"
                        + " (http), ICMP/8 (a type) or IP/47 (a protocol without ports)");
    }

    /// @param state where the pod that is asked about declares its ports' names
    /// @throws IllegalArgumentException if there is no port of the name
    default Flow flow(ClusterState state, FlowEnd source, FlowEnd destination) {
        return switch (this) {
            case Numbered(PortProtocol protocol, int number) ->
                    Flow.of(source, destination, protocol, number);
            case Named named -> {
                ContainerPort port = named(state, named, destination);
                yield Flow.of(source, destination, port.protocol(), port.number());
            }
            case Icmp(Optional<Integer> type) -> {
                boolean ipv4 = destination.address().family() == IpFamily.IPV4;
                // RFC 792 and RFC 4443, section 4.1.
                yield Flow.icmp(source, destination, type.orElse(ipv4 ? 8 : 128), 0);
            }
            case WithoutPorts(IpProtocol protocol) ->
                    Flow.of(source, destination, protocol.number());
        };
    }

    private static ContainerPort named(ClusterState state, Named named, FlowEnd destination) {
        Optional<Pod> pod =
                destination instanceof FlowEnd.OfPod(var key, _)
                        ? state.pod(key)
                        : Optional.empty();
        return declared(
                named,
                pod.orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "port '"
                                                + named.name()
                                                + "' is a name, and only pods name their ports; ask"
                                                + " for its number: TCP/80")));
    }

    /// The port that the pod declares under the name.
    private static ContainerPort declared(Named named, Pod pod) {
        List<ContainerPort> ports =
                pod.ports().stream()
                        .filter(port -> port.name().equals(named.name()))
                        .filter(port -> named.protocol().map(port.protocol()::equals).orElse(true))
                        .distinct()
                        .toList();
        if (ports.size() == 1) {
            return ports.getFirst();
        }
        String there =
                (ports.isEmpty() ? pod.ports() : ports)
                        .stream()
                                .map(p -> p.name() + " " + p.protocol() + "/" + p.number())
                                .map(String::strip)
                                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
                ports.isEmpty()
                        ? "pod "
                                + pod.key()
                                + " declares no port named '"
                                + named.name()
                                + "'; it declares "
                                + (there.isEmpty() ? "none" : there)
                        : "pod "
                                + pod.key()
                                + " declares several ports named '"
                                + named.name()
                                + "': "
                                + there
                                + "; ask for one of them");
    }
}
