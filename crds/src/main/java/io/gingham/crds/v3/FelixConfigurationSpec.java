package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// @param defaultEndpointToHostAction what happens to a pod's traffic to its own node after egress
///   policy: `Drop`, `Return` or `Accept`; default `Accept`, as Calico's manifests set it
/// @param iptablesRefreshInterval how often rules are read back and healed, `180s`; 0 never
/// @param ipsetsRefreshInterval how often sets are read back and healed, `90s`; 0 never
/// @param routeRefreshInterval how often routes are read back and healed, `90s`; 0 never
@ValidationRule(
        value =
                "!has(self.iptablesRefreshInterval)"
                        + " || duration(self.iptablesRefreshInterval) == duration('0s')"
                        + " || duration(self.iptablesRefreshInterval) >= duration('1s')",
        message = "iptablesRefreshInterval must be 0 (never) or at least 1s")
@ValidationRule(
        value =
                "!has(self.ipsetsRefreshInterval)"
                        + " || duration(self.ipsetsRefreshInterval) == duration('0s')"
                        + " || duration(self.ipsetsRefreshInterval) >= duration('1s')",
        message = "ipsetsRefreshInterval must be 0 (never) or at least 1s")
@ValidationRule(
        value =
                "!has(self.routeRefreshInterval)"
                        + " || duration(self.routeRefreshInterval) == duration('0s')"
                        + " || duration(self.routeRefreshInterval) >= duration('1s')",
        message = "routeRefreshInterval must be 0 (never) or at least 1s")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record FelixConfigurationSpec(
        @JsonPropertyDescription(
                        "What happens to a pod's traffic to its own node after egress policy: Drop, Return or"
                                + " Accept. Default: Accept.")
                @Pattern(FieldForm.ENDPOINT_TO_HOST)
                @Nullable String defaultEndpointToHostAction,
        @JsonPropertyDescription(
                        "How often rules are read back and healed, for instance 180s; 0 is never.")
                @Pattern(FieldForm.DURATION)
                @Size(max = 32)
                @Nullable String iptablesRefreshInterval,
        @JsonPropertyDescription(
                        "How often sets are read back and healed, for instance 90s; 0 is never.")
                @Pattern(FieldForm.DURATION)
                @Size(max = 32)
                @Nullable String ipsetsRefreshInterval,
        @JsonPropertyDescription(
                        "How often routes are read back and healed, for instance 90s; 0 is never.")
                @Pattern(FieldForm.DURATION)
                @Size(max = 32)
                @Nullable String routeRefreshInterval,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {

    public static final FelixConfigurationSpec EMPTY =
            new FelixConfigurationSpec(null, null, null, null, null);
}
