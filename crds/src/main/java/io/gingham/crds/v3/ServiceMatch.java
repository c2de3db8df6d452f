package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Kubernetes Service.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ServiceMatch(
        @Required @JsonPropertyDescription("Its name.") @Nullable String name,
        @JsonPropertyDescription(
                        "Its namespace; default: the policy's. A global policy must give it.")
                @Nullable String namespace,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}
