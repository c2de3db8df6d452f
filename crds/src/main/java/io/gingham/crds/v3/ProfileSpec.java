package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a Profile says.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProfileSpec(
        @JsonPropertyDescription(
                        "Rules for what reaches the endpoints; the first Allow, Deny or Pass that matches decides.")
                @Nullable List<PolicyRule> ingress,
        @JsonPropertyDescription(
                        "Rules for what leaves the endpoints; the first Allow, Deny or Pass that matches decides.")
                @Nullable List<PolicyRule> egress,
        @JsonPropertyDescription("Labels that endpoints with this profile inherit.")
                @Nullable Map<String, String> labelsToApply,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}
