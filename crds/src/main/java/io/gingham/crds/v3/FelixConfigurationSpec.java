package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// @param defaultEndpointToHostAction what happens to a pod's traffic to its own node after egress
///   policy: `Drop`, `Return` or `Accept`; default `Accept`, as Calico's manifests set it
/// @param iptablesRefreshInterval how often rules are read back and healed, `180s`; 0 never
/// @param ipsetsRefreshInterval how often sets are read back and healed, `90s`; 0 never
/// @param routeRefreshInterval how often routes are read back and healed, `90s`; 0 never
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record FelixConfigurationSpec(
        @JsonPropertyDescription(
                        "What happens to a pod's traffic to its own node after egress policy: Drop, Return or"
                                + " Accept. Default: Accept.")
                @Nullable String defaultEndpointToHostAction,
        @JsonPropertyDescription(
                        "How often rules are read back and healed, for instance 180s; 0 is never.")
                @Nullable String iptablesRefreshInterval,
        @JsonPropertyDescription(
                        "How often sets are read back and healed, for instance 90s; 0 is never.")
                @Nullable String ipsetsRefreshInterval,
        @JsonPropertyDescription(
                        "How often routes are read back and healed, for instance 90s; 0 is never.")
                @Nullable String routeRefreshInterval,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {

    public static final FelixConfigurationSpec EMPTY =
            new FelixConfigurationSpec(null, null, null, null, null);
}
