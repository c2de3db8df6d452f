package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// @param nodeToNodeMeshEnabled every node peers with every other node (iBGP); default true
/// @param asNumber of every node that has none of its own (annotation
///   `projectcalico.org/ASNumber`); default 64512
/// @param listenPort TCP port of the speakers, 1..65535; default 179
/// @param nodeMeshMaxRestartTime graceful restart time offered to mesh peers, `120s`; RFC 4724, at
///   most 4095 s
/// @param nodeMeshPassword of TCP-MD5 on mesh sessions
/// @param bindMode `None` (default): every address is listened on; `NodeIP`: the node's own only
/// @param communities names for communities, for `prefixAdvertisements`
/// @param prefixAdvertisements communities of the node's own prefixes inside a block
/// @param ignoredInterfaces `*` is any text; interfaces whose networks count for nothing
/// @param logSeverityScreen Calico's; accepted, the agent's log level is its own setting
/// @param localWorkloadPeeringIPV4 the address that pods peer with their node by
/// @param hostRouteBlocks blocks beside IPPools and podCIDRs whose host routes nodes announce and
///   believe; Gingham's own field
/// @param serviceClusterIPs the clusters' ranges of cluster IPs that are announced
/// @param serviceExternalIPs ranges of external IPs of services that are announced
/// @param serviceLoadBalancerIPs ranges of load balancers' addresses that are announced
/// @param serviceLoadBalancerAggregation `Enabled` (default): the ranges of
///   `serviceLoadBalancerIPs` are announced whole; `Disabled`: each address by itself
/// @param serviceDrainTime how long a cordoned node announces services' addresses as the last
///   choice before it withdraws them; default 30s; Gingham's own field
/// @param routeReflectors chosen above a number of nodes; Gingham's own field
/// @param requirePolicy of peers of another AS that do not say it themselves; Gingham's own field
/// @param nodeMeshFailureDetectionMode as a BGPPeer's `failureDetectionMode`, for the mesh;
///   Gingham's own field
/// @param nodeMeshBFD its times; Gingham's own field
/// @param multipath how many equal paths are used side by side; Gingham's own field
/// @param bmpCollectors who is told by BMP what the speakers know; Gingham's own field
@ValidationRule(
        value =
                "!has(self.nodeMeshMaxRestartTime)"
                        + " || duration(self.nodeMeshMaxRestartTime) <= duration('4095s')",
        message = "nodeMeshMaxRestartTime must be at most 4095s (RFC 4724 section 3)")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BGPConfigurationSpec(
        @JsonPropertyDescription("Every node peers with every other node. Default: true.")
                @Nullable Boolean nodeToNodeMeshEnabled,
        @JsonPropertyDescription(
                        "The AS number of nodes that have none of their own. Default: 64512.")
                @Min(1)
                @Max(4294967295.0)
                @Nullable Long asNumber,
        @JsonPropertyDescription("The TCP port that BGP listens on. Default: 179.")
                @Min(1)
                @Max(65535)
                @Nullable Integer listenPort,
        @JsonPropertyDescription(
                        "Graceful restart time of mesh sessions, for instance 120s. Default: 120s.")
                @Pattern(FieldForm.DURATION)
                @Size(max = 32)
                @Nullable String nodeMeshMaxRestartTime,
        @JsonPropertyDescription("The password of TCP-MD5 (RFC 2385) on mesh sessions.")
                BGPPeerSpec.@Nullable Password nodeMeshPassword,
        @JsonPropertyDescription(
                        "NodeIP: BGP listens on the node's addresses only. Default: None, on all.")
                @Nullable String bindMode,
        @JsonPropertyDescription("Names for communities, for prefixAdvertisements.")
                @Nullable List<Community> communities,
        @JsonPropertyDescription("Communities of the node's own prefixes inside a block.")
                @Nullable List<PrefixAdvertisement> prefixAdvertisements,
        @JsonPropertyDescription(
                        "Interfaces whose networks and addresses count for nothing; * is any text.")
                @Nullable List<String> ignoredInterfaces,
        @JsonPropertyDescription("Calico's; accepted. The agent's log has a level of its own.")
                @Nullable String logSeverityScreen,
        @JsonPropertyDescription("The IPv4 address that pods peer with their node by.")
                @Size(max = 15)
                @Nullable String localWorkloadPeeringIPV4,
        @JsonPropertyDescription("The IPv6 address that pods peer with their node by.")
                @Size(max = 39)
                @Nullable String localWorkloadPeeringIPV6,
        @JsonPropertyDescription(
                        "Blocks beside IPPools and the nodes' podCIDRs that pods may have addresses of, on any node:"
                                + " nodes announce, and believe, host routes inside them. Default: none.")
                @Nullable List<String> hostRouteBlocks,
        @JsonPropertyDescription(
                        "The ranges of cluster IPs that nodes announce: whole, and the addresses of services with a traffic policy Local from the nodes that have an endpoint. Default: none.")
                @Nullable List<ServiceBlock> serviceClusterIPs,
        @JsonPropertyDescription(
                        "Ranges of which services' external IPs are announced. Default: none.")
                @Nullable List<ServiceBlock> serviceExternalIPs,
        @JsonPropertyDescription(
                        "Ranges of which load balancers' addresses are announced. Default: none.")
                @Nullable List<ServiceBlock> serviceLoadBalancerIPs,
        @JsonPropertyDescription(
                        "Enabled announces the ranges of serviceLoadBalancerIPs whole, Disabled each address by itself. Default: Enabled.")
                @Pattern("^(Enabled|Disabled)?$")
                @Size(max = 8)
                @Nullable String serviceLoadBalancerAggregation,
        @JsonPropertyDescription(
                        "How long a cordoned node announces services as the last choice (RFC 8326) before it withdraws them, for instance 30s. Default: 30s.")
                @Pattern(FieldForm.DURATION)
                @Size(max = 32)
                @Nullable String serviceDrainTime,
        @JsonPropertyDescription(
                        "With more nodes in the mesh than the threshold, some of them are chosen as route reflectors (RFC 4456) for the others. Of the object default only. Default: none are.")
                @Nullable RouteReflectors routeReflectors,
        @JsonPropertyDescription("Equal paths that are used side by side (ECMP).")
                @Nullable Multipath multipath,
        @JsonPropertyDescription(
                        "Peers of another AS give and get only what named BGPFilters have rules for (RFC 8212). Default: false.")
                @Nullable Boolean requirePolicy,
        @JsonPropertyDescription(
                        "BFDIfDirectlyConnected: mesh sessions with nodes of a connected network are watched by BFD. Default: None.")
                @Nullable String nodeMeshFailureDetectionMode,
        @JsonPropertyDescription("The times of BFD, with nodeMeshFailureDetectionMode.")
                BGPPeerSpec.@Nullable Bfd nodeMeshBFD,
        @JsonPropertyDescription(
                        "Collectors of BMP (RFC 7854) that are told what nodes' speakers know. Default: none.")
                @Nullable List<BmpCollector> bmpCollectors,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {

    /// Reflectors that the cluster chooses and replaces by itself.
    ///
    /// @param threshold the most nodes of a full mesh; default 100
    /// @param count how many are chosen, from different zones if there are; default 3
    /// @param nodeSelector among which nodes; default all
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record RouteReflectors(
            @JsonPropertyDescription("The most nodes of a full mesh. Default: 100.") @Min(0)
                    @Nullable Integer threshold,
            @JsonPropertyDescription(
                            "How many are chosen, from different zones if there are. Default: 3.")
                    @Min(1)
                    @Max(32)
                    @Nullable Integer count,
            @JsonPropertyDescription("Among which nodes they are chosen. Default: all.")
                    @Size(max = 4096)
                    @Nullable String nodeSelector,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}

    /// A range, as Calico writes it.
    ///
    /// @param cidr `10.96.0.0/12`; host bits are cleared
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ServiceBlock(
            @JsonPropertyDescription("The range, for instance 10.96.0.0/12.") @Size(max = 49)
                    @Nullable String cidr) {}

    /// @param address where the collector listens
    /// @param port where the collector listens, 1..65535
    /// @param monitor the tables it is shown: `pre-policy`, `post-policy`, `loc-rib`,
    ///   `adj-rib-out`; default the first three
    /// @param statisticsInterval between reports of how many routes there are; default 60s
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record BmpCollector(
            @JsonPropertyDescription("Where the collector listens, for instance 192.0.2.50.")
                    @Size(max = 39)
                    @Nullable String address,
            @JsonPropertyDescription("The TCP port at which it listens.") @Min(1) @Max(65535)
                    @Nullable Integer port,
            @JsonPropertyDescription(
                            "What it is shown: pre-policy, post-policy, loc-rib, adj-rib-out. Default: the first three.")
                    @Nullable List<String> monitor,
            @JsonPropertyDescription(
                            "Between reports of how many routes there are; 0s for none. Default: 60s.")
                    @Pattern(FieldForm.DURATION)
                    @Size(max = 32)
                    @Nullable String statisticsInterval) {}

    public static final BGPConfigurationSpec EMPTY = of(Map.of());

    /// All else as usual.
    ///
    /// @param fields by name, as in YAML; null is absent
    public static BGPConfigurationSpec of(Map<String, ? extends @Nullable Object> fields) {
        return SpecFields.read(BGPConfigurationSpec.class, fields);
    }

    /// All else as usual.
    public static BGPConfigurationSpec ofHostRouteBlocks(List<String> blocks) {
        return of(Map.of("hostRouteBlocks", blocks));
    }

    /// @param maximumPaths 1..64; 1 is the best path alone
    /// @param asPathRelax paths are equal if their AS paths are of one length; else only those
    ///   through the same ASes
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Multipath(
            @JsonPropertyDescription(
                            "The most paths that are used side by side, 1 to 64. Default: 16.")
                    @Min(1)
                    @Max(64)
                    @Nullable Integer maximumPaths,
            @JsonPropertyDescription(
                            "Paths are equal if their AS paths are of one length; false: only paths through the same ASes are. Default: true.")
                    @Nullable Boolean asPathRelax,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {

        public static final Multipath DEFAULT = new Multipath(null, null, null);
    }

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Community(
            @JsonPropertyDescription("What prefixAdvertisements call it.") @Nullable String name,
            @JsonPropertyDescription("65000:100, or 65000:1:2 for a large one.")
                    @Nullable String value,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record PrefixAdvertisement(
            @JsonPropertyDescription("A block.") @Size(max = 43) @Nullable String cidr,
            @JsonPropertyDescription("Communities, or names of such.")
                    @Nullable List<String> communities,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}
}
