package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Requests of HTTP. Gingham refuses them.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HttpMatch(
        @JsonPropertyDescription("GET, PUT and so on.") @Nullable List<String> methods,
        @JsonPropertyDescription("Paths of requests.") @Nullable List<HttpPath> paths,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}
