package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a BGPFilter says: rules for each direction and family, the first that matches decides.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BGPFilterSpec(
        @JsonPropertyDescription("Rules for IPv4 routes told to a peer, in order.")
                @Nullable List<BGPFilterRule> exportV4,
        @JsonPropertyDescription("Rules for IPv4 routes taken from a peer, in order.")
                @Nullable List<BGPFilterRule> importV4,
        @JsonPropertyDescription("Rules for IPv6 routes told to a peer, in order.")
                @Nullable List<BGPFilterRule> exportV6,
        @JsonPropertyDescription("Rules for IPv6 routes taken from a peer, in order.")
                @Nullable List<BGPFilterRule> importV6,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {

    public static final BGPFilterSpec EMPTY = new BGPFilterSpec(null, null, null, null, null);
}
