package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a NetworkSet or GlobalNetworkSet says.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NetworkSetSpec(
        @JsonPropertyDescription("Its addresses, as blocks.") @Nullable List<String> nets,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}
