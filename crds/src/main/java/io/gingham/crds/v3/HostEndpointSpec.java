package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a HostEndpoint says.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HostEndpointSpec(
        @Required @JsonPropertyDescription("The node's name.") @Size(min = 1, max = 253)
                @Nullable String node,
        @JsonPropertyDescription("The interface's name; * is all of the node's interfaces.")
                @Size(max = 15)
                @Nullable String interfaceName,
        @JsonPropertyDescription(
                        "The interface's addresses; they find the interface if it has no name here, and are what rules match.")
                @Nullable List<String> expectedIPs,
        @JsonPropertyDescription("Profiles that decide where no policy governs.")
                @Nullable List<String> profiles,
        @JsonPropertyDescription("Names for ports, for rules that say a name.")
                @Nullable List<EndpointPort> ports,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}
