package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Service accounts: by name and by label, both must match.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServiceAccountMatch(
        @JsonPropertyDescription("One of these. Default: any.") @Nullable List<String> names,
        @JsonPropertyDescription("With such labels. Default: any.") @Nullable String selector,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}
