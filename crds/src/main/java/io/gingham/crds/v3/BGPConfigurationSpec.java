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
/// @param hostRouteBlocks blocks beside IPPools and podCIDRs whose host routes nodes announce and
///   believe; Gingham's own field
/// @param serviceClusterIPs the clusters' ranges of cluster IPs that are announced
/// @param serviceExternalIPs ranges of external IPs of services that are announced
/// @param serviceLoadBalancerIPs ranges of load balancers' addresses that are announced
/// @param serviceLoadBalancerAggregation `Enabled` (default): the ranges of
///   `serviceLoadBalancerIPs` are announced whole; `Disabled`: each address by itself
/// @param serviceDrainTime how long a cordoned node announces services' addresses as the last
///   choice before it withdraws them; default 30s; Gingham's own field
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
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {

    public static final BGPConfigurationSpec EMPTY =
            new BGPConfigurationSpec(
                    null, null, null, null, null, null, null, null, null, null, null);

    /// A range, as Calico writes it.
    ///
    /// @param cidr `10.96.0.0/12`; host bits are cleared
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ServiceBlock(
            @JsonPropertyDescription("The range, for instance 10.96.0.0/12.") @Size(max = 49)
                    @Nullable String cidr) {}
}
