package io.gingham.policy.convert;

import io.gingham.document.Refusal;
import io.gingham.document.Tree;
import io.gingham.policy.model.EndpointSlice;
import io.gingham.policy.model.Node;
import io.gingham.policy.model.Policy.StagedAction;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.model.ServiceAccount;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Any object that policy depends on, from maps and lists as a YAML or JSON parser makes them.
public final class ResourceConverter {

    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String DEFAULT_NAMESPACE = "default";

    private ResourceConverter() {}

    /// @param apiVersion any version counts for EndpointSlice (v1beta1 differs in nothing that is
    ///   read)
    public static Optional<ResourceKind> kindOf(String apiVersion, String kind) {
        return Arrays.stream(ResourceKind.values())
                .filter(candidate -> candidate != ResourceKind.ENDPOINT)
                .filter(candidate -> candidate.kind().equals(kind))
                .filter(candidate -> isVersionOf(candidate, apiVersion))
                .findFirst();
    }

    private static boolean isVersionOf(ResourceKind kind, String apiVersion) {
        return kind.apiVersion().equals(apiVersion)
                || (kind == ResourceKind.ENDPOINT_SLICE
                        && apiVersion.equals("discovery.k8s.io/v1beta1"));
    }

    /// @throws ConversionException if it is of no kind known here, or has no name
    public static Converted convert(Map<?, ?> object) {
        String apiVersion = String.valueOf(object.get("apiVersion"));
        String kindName = String.valueOf(object.get("kind"));
        ResourceKind kind =
                kindOf(apiVersion, kindName)
                        .orElseThrow(
                                () ->
                                        new ConversionException(
                                                kindName
                                                        + " of "
                                                        + apiVersion
                                                        + " is not supported"));
        return convert(kind, object);
    }

    /// @throws ConversionException if it has no name
    public static Converted convert(ResourceKind kind, Map<?, ?> object) {
        try {
            return convert(kind, Tree.of(object));
        } catch (Refusal refusal) {
            throw new ConversionException(kind.kind() + ": " + refusal.reason());
        }
    }

    /// Like [#convert], but an object that trips conversion in a way nobody thought of still fails
    /// closed: a policy then denies everything in its namespace (a global one: to every pod).
    ///
    /// @throws ConversionException if it has no name, or is no policy and can't be understood
    public static Converted failingClosed(ResourceKind kind, Map<?, ?> object) {
        try {
            return convert(kind, object);
        } catch (ConversionException e) {
            throw e;
        } catch (RuntimeException e) {
            String problem = "it can't be understood (" + e + ")";
            if (!kind.isPolicy()) {
                throw new ConversionException(kind.kind() + ": " + problem);
            }
            ResourceKey key = key(kind, Tree.of(object).get("metadata"));
            return Converted.of(Unreadable.policy(key, problem));
        }
    }

    private static Converted convert(ResourceKind kind, Tree object) {
        ResourceKey key = key(kind, object.get("metadata"));
        Tree spec = object.get("spec");
        Problems problems = new Problems();
        Map<String, String> labels =
                problems.attempt(() -> object.get("metadata").get("labels").labels(), Map::of);
        return switch (kind) {
            case NAMESPACE -> {
                var read = PodReader.labels(object.get("metadata").get("labels"));
                yield Converted.of(ClusterConverter.namespace(key.name(), read));
            }
            case POD -> Converted.of(ClusterConverter.pod(PodReader.pod(key.namespace(), object)));
            case SERVICE_ACCOUNT ->
                    converted(new ServiceAccount(key.namespace(), key.name(), labels), problems);
            case NODE -> converted(node(key.name(), labels, object, problems), problems);
            case ENDPOINT_SLICE -> converted(slice(key, labels, object, problems), problems);
            case ENDPOINT -> throw new ConversionException("Endpoint is no kind of the API");
            case KUBERNETES_NETWORK_POLICY ->
                    Converted.of(KubernetesPolicies.convert(key, spec, Optional.empty()));
            case STAGED_KUBERNETES_NETWORK_POLICY ->
                    Converted.of(KubernetesPolicies.convert(key, spec, Optional.of(staged(spec))));
            case CLUSTER_NETWORK_POLICY, ADMIN_NETWORK_POLICY, BASELINE_ADMIN_NETWORK_POLICY ->
                    Converted.of(ClusterPolicies.convert(key, spec));
            case NETWORK_POLICY, GLOBAL_NETWORK_POLICY ->
                    Converted.of(CalicoPolicies.convert(key, spec, Optional.empty()));
            case STAGED_NETWORK_POLICY, STAGED_GLOBAL_NETWORK_POLICY ->
                    Converted.of(CalicoPolicies.convert(key, spec, Optional.of(staged(spec))));
            case TIER -> converted(CalicoObjects.tier(key.name(), spec, problems), problems);
            case PROFILE -> converted(CalicoObjects.profile(key.name(), spec, problems), problems);
            case NETWORK_SET, GLOBAL_NETWORK_SET ->
                    converted(
                            CalicoObjects.networkSet(
                                    key.namespace(), key.name(), labels, spec, problems),
                            problems);
            case HOST_ENDPOINT ->
                    converted(
                            CalicoObjects.hostEndpoint(key.name(), labels, spec, problems),
                            problems);
        };
    }

    private static Converted converted(Resource resource, Problems problems) {
        return new Converted(resource, problems.found());
    }

    private static ResourceKey key(ResourceKind kind, Tree metadata) {
        String name = metadata.get("name").text();
        String namespace =
                kind.isNamespaced() ? metadata.get("namespace").text(DEFAULT_NAMESPACE) : "";
        return new ResourceKey(kind, namespace, name);
    }

    private static StagedAction staged(Tree spec) {
        Object action = spec.value() instanceof Map<?, ?> map ? map.get("stagedAction") : null;
        return switch (String.valueOf(action)) {
            case "Delete" -> StagedAction.DELETE;
            case "Learn" -> StagedAction.LEARN;
            case "Ignore" -> StagedAction.IGNORE;
            default -> StagedAction.SET;
        };
    }

    private static Node node(
            String name, Map<String, String> labels, Tree object, Problems problems) {
        List<IpAddress> addresses = new ArrayList<>();
        for (Tree item : problems.items(object.get("status"), "addresses")) {
            problems.attempt(() -> address(item), Optional::<IpAddress>empty)
                    .ifPresent(addresses::add);
        }
        return new Node(name, labels, addresses);
    }

    /// Host names aren't addresses.
    private static Optional<IpAddress> address(Tree item) {
        return Node.ADDRESS_TYPES.contains(item.get("type").text())
                ? Optional.of(item.get("address").parsed(IpAddress::parse))
                : Optional.empty();
    }

    private static EndpointSlice slice(
            ResourceKey key, Map<String, String> labels, Tree object, Problems problems) {
        boolean names = "FQDN".equals(object.mapping().get("addressType"));
        List<IpAddress> addresses = new ArrayList<>();
        for (Tree endpoint : problems.items(object, "endpoints")) {
            if (!names) {
                problems.tried(() -> addresses(endpoint)).ifPresent(addresses::addAll);
            }
        }
        List<EndpointSlice.ServicePort> ports = new ArrayList<>();
        for (Tree port : problems.items(object, "ports")) {
            if (port.has("port")) {
                problems.tried(() -> servicePort(port)).ifPresent(ports::add);
            }
        }
        return new EndpointSlice(
                key.namespace(),
                key.name(),
                labels.getOrDefault(SERVICE_NAME, ""),
                addresses,
                ports);
    }

    private static List<IpAddress> addresses(Tree endpoint) {
        return endpoint.get("addresses").list().stream()
                .map(item -> item.parsed(IpAddress::parse))
                .toList();
    }

    private static EndpointSlice.ServicePort servicePort(Tree port) {
        Tree protocol = port.get("protocol");
        return new EndpointSlice.ServicePort(
                PortProtocol.named(protocol.text("TCP"))
                        .orElseThrow(() -> protocol.refuse("expected TCP, UDP or SCTP")),
                port.get("port").integer(1, 65535));
    }
}
