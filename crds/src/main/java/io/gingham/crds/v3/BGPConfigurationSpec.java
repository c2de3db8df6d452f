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
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {

    public static final BGPConfigurationSpec EMPTY =
            new BGPConfigurationSpec(null, null, null, null, null, null);
}
