package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A path of HTTP: exact or prefix.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HttpPath(
        @JsonPropertyDescription("The whole path.") @Nullable String exact,
        @JsonPropertyDescription("How the path begins.") @Nullable String prefix,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}
