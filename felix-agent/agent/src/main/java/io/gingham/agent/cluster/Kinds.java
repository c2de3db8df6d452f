package io.gingham.agent.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.gingham.crds.v3.BGPConfiguration;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPFilter;
import io.gingham.crds.v3.BGPFilterSpec;
import io.gingham.crds.v3.BGPPeer;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.crds.v3.FelixConfiguration;
import io.gingham.crds.v3.FelixConfigurationSpec;
import io.gingham.crds.v3.IPPool;
import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.policy.convert.Converted;
import io.gingham.policy.convert.ResourceConverter;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKind;
import io.gingham.watch.Kind;
import io.gingham.watch.Presence;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The table of kinds: all that the agent mirrors of the API server, what is kept of each object,
/// whether a server may lack the kind, and what a change concerns.
///
/// Pods, namespaces and nodes are many and change often: the client's own classes read them. All
/// others that policy depends on come as maps and lists, so that one object of an odd form harms no
/// other. Kinds of Kubernetes itself that a version may lack, or an administrator install, are
/// optional; our own definitions are part of the installation.
///
/// (More imports than a class should have: it is the one list of all kinds.)
public final class Kinds {

    private Kinds() {}

    /// A node as routes see it, as policies do, and as services do.
    public record SeenNode(ClusterNode node, io.gingham.policy.model.Node labelled, NodeDuty duty) {
        static SeenNode of(io.fabric8.kubernetes.api.model.Node node) {
            return new SeenNode(ClusterNode.of(node), ClientObjects.node(node), NodeDuty.of(node));
        }
    }

    /// Endpoints as policies see them, and as the announcement of services does.
    public record SeenSlice(Converted converted, Optional<ReadyEndpoints> ready) {
        static SeenSlice of(GenericKubernetesResource slice) {
            return new SeenSlice(
                    ResourceConverter.failingClosed(ResourceKind.ENDPOINT_SLICE, map(slice)),
                    ReadyEndpoints.of(slice));
        }
    }

    /// Both a topology's and a policy's.
    public static final Kind<SeenNode> NODES =
            Kind.of(io.fabric8.kubernetes.api.model.Node.class, SeenNode::of);

    public static final Kind<SeenService> SERVICES =
            Kind.asMaps(
                    new ResourceDefinitionContext.Builder()
                            .withGroup("")
                            .withVersion("v1")
                            .withKind("Service")
                            .withPlural("services")
                            .withNamespaced(true)
                            .build(),
                    Presence.REQUIRED,
                    SeenService::of);

    /// Both a policy's and a service's.
    public static final Kind<SeenSlice> ENDPOINT_SLICES =
            Kind.asMaps(
                    KindContext.of(ResourceKind.ENDPOINT_SLICE), Presence.OPTIONAL, SeenSlice::of);

    public static final Kind<BGPConfigurationSpec> BGP_CONFIGURATIONS =
            custom(BGPConfiguration.class, BGPConfiguration::getSpec, BGPConfigurationSpec.EMPTY);

    public static final Kind<BGPPeerSpec> BGP_PEERS =
            custom(BGPPeer.class, BGPPeer::getSpec, BGPPeerSpec.EMPTY);

    public static final Kind<BGPFilterSpec> BGP_FILTERS =
            custom(BGPFilter.class, BGPFilter::getSpec, BGPFilterSpec.EMPTY);

    public static final Kind<FelixConfigurationSpec> FELIX_CONFIGURATIONS =
            custom(
                    FelixConfiguration.class,
                    FelixConfiguration::getSpec,
                    FelixConfigurationSpec.EMPTY);

    public static final Kind<IPPoolSpec> POOLS =
            custom(IPPool.class, IPPool::getSpec, IPPoolSpec.EMPTY);

    /// What policy depends on, but for nodes and slices of endpoints; endpoints themselves are no
    /// objects of the API.
    static final Map<ResourceKind, Kind<Converted>> POLICY =
            table(
                    typed(
                            ResourceKind.NAMESPACE,
                            io.fabric8.kubernetes.api.model.Namespace.class,
                            ClientObjects::namespace),
                    typed(
                            ResourceKind.POD,
                            io.fabric8.kubernetes.api.model.Pod.class,
                            ClientObjects::pod),
                    asMaps(ResourceKind.SERVICE_ACCOUNT, Presence.REQUIRED),
                    asMaps(ResourceKind.KUBERNETES_NETWORK_POLICY, Presence.REQUIRED),
                    asMaps(ResourceKind.CLUSTER_NETWORK_POLICY, Presence.OPTIONAL),
                    asMaps(ResourceKind.ADMIN_NETWORK_POLICY, Presence.OPTIONAL),
                    asMaps(ResourceKind.BASELINE_ADMIN_NETWORK_POLICY, Presence.OPTIONAL),
                    asMaps(ResourceKind.NETWORK_POLICY, Presence.REQUIRED),
                    asMaps(ResourceKind.GLOBAL_NETWORK_POLICY, Presence.REQUIRED),
                    asMaps(ResourceKind.STAGED_NETWORK_POLICY, Presence.REQUIRED),
                    asMaps(ResourceKind.STAGED_GLOBAL_NETWORK_POLICY, Presence.REQUIRED),
                    asMaps(ResourceKind.STAGED_KUBERNETES_NETWORK_POLICY, Presence.REQUIRED),
                    asMaps(ResourceKind.TIER, Presence.REQUIRED),
                    asMaps(ResourceKind.PROFILE, Presence.REQUIRED),
                    asMaps(ResourceKind.NETWORK_SET, Presence.REQUIRED),
                    asMaps(ResourceKind.GLOBAL_NETWORK_SET, Presence.REQUIRED),
                    asMaps(ResourceKind.HOST_ENDPOINT, Presence.REQUIRED));

    /// Whose change may change the settings of rules.
    static final List<Kind<?>> SETTINGS = List.of(FELIX_CONFIGURATIONS, POOLS);

    /// Whose change may change peers and routes.
    static final List<Kind<?>> TOPOLOGY =
            List.of(NODES, BGP_CONFIGURATIONS, BGP_PEERS, BGP_FILTERS);

    /// Whose change may change which services are announced.
    static final List<Kind<?>> SERVING = List.of(SERVICES, ENDPOINT_SLICES);

    static final List<Kind<?>> ALL =
            Stream.of(POLICY.values(), SETTINGS, TOPOLOGY, SERVING)
                    .<Kind<?>>flatMap(rows -> rows.stream())
                    .toList();

    /// The resources that are mirrored, as RBAC names them, in the order of the alphabet.
    public static SortedSet<String> mirrored() {
        return ALL.stream().map(Kind::resource).collect(Collectors.toCollection(TreeSet::new));
    }

    /// The client's classes of the kinds that are read by one.
    static List<Class<? extends HasMetadata>> classes() {
        return ALL.stream()
                .map(Kind::reading)
                .<Class<? extends HasMetadata>>mapMulti(
                        (reading, each) -> {
                            if (reading instanceof Kind.Reading.Typed<?, ?> typed) {
                                each.accept(typed.type());
                            }
                        })
                .toList();
    }

    /// An object without `spec` says nothing, and must not stop the others.
    private static <T extends HasMetadata, S> Kind<S> custom(
            Class<T> type, Function<T, @Nullable S> spec, S empty) {
        return Kind.of(type, object -> Objects.requireNonNullElse(spec.apply(object), empty));
    }

    private static <T extends HasMetadata> Map.Entry<ResourceKind, Kind<Converted>> typed(
            ResourceKind kind, Class<T> type, Function<T, Resource> convert) {
        return Map.entry(
                kind, Kind.of(type, object -> new Converted(convert.apply(object), List.of())));
    }

    private static Map.Entry<ResourceKind, Kind<Converted>> asMaps(
            ResourceKind kind, Presence presence) {
        return Map.entry(
                kind,
                Kind.asMaps(
                        KindContext.of(kind),
                        presence,
                        object -> ResourceConverter.failingClosed(kind, map(object))));
    }

    @SafeVarargs
    private static Map<ResourceKind, Kind<Converted>> table(
            Map.Entry<ResourceKind, Kind<Converted>>... rows) {
        Map<ResourceKind, Kind<Converted>> table = new EnumMap<>(ResourceKind.class);
        for (Map.Entry<ResourceKind, Kind<Converted>> row : rows) {
            table.put(row.getKey(), row.getValue());
        }
        return Collections.unmodifiableMap(table);
    }

    private static Map<String, Object> map(GenericKubernetesResource object) {
        ObjectMeta meta = object.getMetadata();
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", meta.getName());
        if (meta.getNamespace() != null) {
            metadata.put("namespace", meta.getNamespace());
        }
        metadata.put("labels", Objects.requireNonNullElse(meta.getLabels(), Map.of()));
        Map<String, Object> map = new LinkedHashMap<>(object.getAdditionalProperties());
        map.put("metadata", metadata);
        return map;
    }
}
