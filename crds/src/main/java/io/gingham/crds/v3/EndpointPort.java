package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A name for a port.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EndpointPort(
        @Required @JsonPropertyDescription("Its name.") @Size(min = 1, max = 128)
                @Nullable String name,
        @Required @JsonPropertyDescription("TCP, UDP or SCTP.") @Nullable String protocol,
        @Required @JsonPropertyDescription("Its number.") @Min(1) @Max(65535)
                @Nullable Integer port,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}
