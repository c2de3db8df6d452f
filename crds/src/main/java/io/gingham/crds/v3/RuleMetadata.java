package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is said about a rule.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RuleMetadata(
        @JsonPropertyDescription("Names and values, as of objects.")
                @Nullable Map<String, String> annotations,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}
