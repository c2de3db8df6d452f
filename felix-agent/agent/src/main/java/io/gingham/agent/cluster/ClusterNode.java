package io.gingham.agent.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node as the network sees it.
///
/// @param addresses InternalIPs (at most one of each family counts), or what the annotation
///   `projectcalico.org/IPv4Address` and `projectcalico.org/IPv6Address` say
/// @param podCidrs `spec.podCIDRs`, else `spec.podCIDR`: the blocks its pods get their addresses
///   from
/// @param asNumber its own, from the annotation `projectcalico.org/ASNumber`
/// @param labels that selectors of BGPPeers look at
/// @param reflectorCluster the cluster of route reflection that it is a reflector of (RFC 4456),
///   from the annotation `projectcalico.org/RouteReflectorClusterID`
/// @param networkUnavailable status of its condition of that name: `True`, `False`, `Unknown`;
///   empty if it has none
/// @param available it is Ready, as far as the API server knows, and not cordoned
public record ClusterNode(
        String name,
        List<IpAddress> addresses,
        List<IpPrefix> podCidrs,
        Optional<AsNumber> asNumber,
        Map<String, String> labels,
        Optional<IpAddress> reflectorCluster,
        String networkUnavailable,
        boolean available) {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);

    public static final String AS_NUMBER_ANNOTATION = "projectcalico.org/ASNumber";
    public static final String ADDRESS_ANNOTATION = "projectcalico.org/IPv4Address";
    public static final String REFLECTOR_ANNOTATION = "projectcalico.org/RouteReflectorClusterID";
    public static final String IPV6_ADDRESS_ANNOTATION = "projectcalico.org/IPv6Address";

    public ClusterNode {
        addresses = List.copyOf(addresses);
        podCidrs = List.copyOf(podCidrs);
        labels = Map.copyOf(labels);
    }

    /// Without labels, no reflector, available.
    public ClusterNode(
            String name,
            List<IpAddress> addresses,
            List<IpPrefix> podCidrs,
            Optional<AsNumber> asNumber,
            String networkUnavailable) {
        this(
                name,
                addresses,
                podCidrs,
                asNumber,
                Map.of(),
                Optional.empty(),
                networkUnavailable,
                true);
    }

    public ClusterNode withLabels(Map<String, String> newLabels) {
        return new ClusterNode(
                name,
                addresses,
                podCidrs,
                asNumber,
                newLabels,
                reflectorCluster,
                networkUnavailable,
                available);
    }

    public ClusterNode withReflectorCluster(Optional<IpAddress> cluster) {
        return new ClusterNode(
                name,
                addresses,
                podCidrs,
                asNumber,
                labels,
                cluster,
                networkUnavailable,
                available);
    }

    public ClusterNode withAvailable(boolean now) {
        return new ClusterNode(
                name,
                addresses,
                podCidrs,
                asNumber,
                labels,
                reflectorCluster,
                networkUnavailable,
                now);
    }

    public static ClusterNode of(Node node) {
        String name = node.getMetadata().getName();
        Map<String, String> annotations =
                Objects.requireNonNullElse(node.getMetadata().getAnnotations(), Map.of());
        List<String> cidrs = new ArrayList<>();
        if (node.getSpec() != null) {
            if (node.getSpec().getPodCIDRs() != null) {
                cidrs.addAll(node.getSpec().getPodCIDRs());
            }
            if (cidrs.isEmpty() && node.getSpec().getPodCIDR() != null) {
                cidrs.add(node.getSpec().getPodCIDR());
            }
        }
        return new ClusterNode(
                name,
                understood(addressTexts(node, annotations), IpAddress::parse, name, "address"),
                understood(cidrs, IpPrefix::parseLenient, name, "podCIDR"),
                understood(
                                single(annotations.get(AS_NUMBER_ANNOTATION)),
                                ClusterNode::usableAs,
                                name,
                                AS_NUMBER_ANNOTATION)
                        .stream()
                        .findFirst(),
                Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of()),
                understood(
                                single(annotations.get(REFLECTOR_ANNOTATION)),
                                ClusterNode::clusterId,
                                name,
                                REFLECTOR_ANNOTATION)
                        .stream()
                        .findFirst(),
                condition(node, NodeCondition.TYPE),
                isAvailable(node));
    }

    public Optional<IpAddress> ipv4Address() {
        return addresses.stream().filter(IpAddress::isIpv4).findFirst();
    }

    /// One that others can reach it by.
    public Optional<IpAddress> ipv6Address() {
        return addresses.stream()
                .filter(address -> !address.isIpv4() && !address.isLinkLocal())
                .findFirst();
    }

    /// An annotation stands before the addresses of its family.
    private static List<String> addressTexts(Node node, Map<String, String> annotations) {
        List<String> texts = new ArrayList<>();
        String ipv4 = annotations.get(ADDRESS_ANNOTATION);
        String ipv6 = annotations.get(IPV6_ADDRESS_ANNOTATION);
        // Calico writes them with the length of their subnet: 192.0.2.7/24.
        Stream.of(ipv4, ipv6)
                .filter(Objects::nonNull)
                .map(text -> text.replaceAll("/.*", ""))
                .forEach(texts::add);
        for (String address : internalIps(node)) {
            boolean isIpv6 = address.contains(":");
            if (isIpv6 ? ipv6 == null : ipv4 == null) {
                texts.add(address);
            }
        }
        return texts;
    }

    private static List<String> internalIps(Node node) {
        if (node.getStatus() == null || node.getStatus().getAddresses() == null) {
            return List.of();
        }
        return node.getStatus().getAddresses().stream()
                .filter(address -> "InternalIP".equals(address.getType()))
                .map(NodeAddress::getAddress)
                .toList();
    }

    /// A node that has never said anything counts as ready.
    private static boolean isAvailable(Node node) {
        String ready = condition(node, "Ready");
        return (ready.isEmpty() || ready.equals("True")) && !NodeDuty.of(node).cordoned();
    }

    /// The status of a condition; empty if there is none.
    private static String condition(Node node, String type) {
        if (node.getStatus() == null || node.getStatus().getConditions() == null) {
            return "";
        }
        return node.getStatus().getConditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .map(condition -> Objects.requireNonNullElse(condition.getStatus(), "").intern())
                .findFirst()
                .orElse("");
    }

    private static List<String> single(@org.jspecify.annotations.Nullable String text) {
        return text == null ? List.of() : List.of(text);
    }

    /// Four octets, written as an IPv4 address (RFC 4456 section 7).
    private static IpAddress clusterId(String text) {
        IpAddress id = IpAddress.parse(text);
        if (!id.isIpv4() || id.isUnspecified()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not of the form 224.0.0.1, and not 0.0.0.0");
        }
        return id;
    }

    private static AsNumber usableAs(String text) {
        AsNumber asNumber = AsNumber.parse(text);
        if (asNumber.value() == 0) {
            throw new IllegalArgumentException("AS 0 is reserved (RFC 7607)");
        }
        return asNumber;
    }

    /// One bad value must not hide the node's good ones.
    private static <T> List<T> understood(
            List<String> texts, Function<String, T> parse, String node, String what) {
        List<T> values = new ArrayList<>();
        for (String text : texts) {
            try {
                values.add(parse.apply(text));
            } catch (IllegalArgumentException e) {
                LOG.warn("node {}: its {} is left out: {}", node, what, e.getMessage());
            }
        }
        return values;
    }
}
