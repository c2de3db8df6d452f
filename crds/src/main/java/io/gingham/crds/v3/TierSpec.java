package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a Tier says.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TierSpec(
        @JsonPropertyDescription(
                        "Tiers are asked in ascending order; without one a tier is the last. Equal orders: by name.")
                @Nullable Double order,
        @JsonPropertyDescription(
                        "What happens to a flow that the policies of the tier govern and none of them decides: Deny (default) or Pass.")
                @Nullable String defaultAction,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}
