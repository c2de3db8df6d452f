package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A rule of a BGPFilter: what it matches (all of it must), and what is done then.
@ValidationRule(
        value =
                "(has(self.cidr) && size(self.cidr) > 0) == (has(self.matchOperator) && size(self.matchOperator) > 0)",
        message = "cidr and matchOperator must be given together, or neither")
@ValidationRule(
        value = "!has(self.prefixLength) || (has(self.cidr) && size(self.cidr) > 0)",
        message = "cidr must be set where prefixLength is")
@ValidationRule(
        value = "!has(self.operations) || size(self.operations) == 0 || self.action == 'Accept'",
        message = "action must be Accept where operations are")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BGPFilterRule(
        @JsonPropertyDescription("A block that the route is compared with, see matchOperator.")
                @Size(max = 43)
                @Nullable String cidr,
        @JsonPropertyDescription("The lengths of prefixes that match, within cidr.")
                @Nullable Lengths prefixLength,
        @JsonPropertyDescription(
                        "Equal: the route is cidr; In: it lies inside; NotEqual and NotIn: the contrary.")
                @Size(max = 8)
                @Nullable String matchOperator,
        @JsonPropertyDescription(
                        "RemotePeers: only routes that were learned from peers; in export rules.")
                @Nullable String source,
        @JsonProperty("interface")
                @JsonPropertyDescription("Only routes over such an interface; * is any text.")
                @Nullable String interfaceName,
        @JsonPropertyDescription("eBGP or iBGP: only with such peers.") @Nullable String peerType,
        @JsonPropertyDescription("Only routes with this community.")
                @Nullable Communities communities,
        @JsonPropertyDescription("Only routes whose AS path begins with these numbers.")
                @Nullable List<Long> asPathPrefix,
        @JsonPropertyDescription("Only routes of this priority; 1024 is the usual one.")
                @Min(1)
                @Max(2147483646)
                @Nullable Integer priority,
        @JsonPropertyDescription("Accept or Reject.") @Size(max = 6) @Nullable String action,
        @JsonPropertyDescription("Changes, in order; with action Accept.")
                @Nullable List<Operation> operations,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {

    /// Both ends count.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Lengths(
            @JsonPropertyDescription("The shortest; default: cidr's own length.") @Min(0) @Max(128)
                    @Nullable Integer min,
            @JsonPropertyDescription("The longest; default: 32 or 128.") @Min(0) @Max(128)
                    @Nullable Integer max) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Communities(
            @JsonPropertyDescription("One community: 65000:100, or 65000:1:2 for a large one.")
                    @Nullable List<String> values,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}

    /// Exactly one of them.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Operation(
            @JsonPropertyDescription("Adds a community.") @Nullable AddCommunity addCommunity,
            @JsonPropertyDescription("Puts AS numbers in front of the AS path.")
                    @Nullable PrependASPath prependASPath,
            @JsonPropertyDescription("Sets the priority.") @Nullable SetPriority setPriority,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record AddCommunity(
            @JsonPropertyDescription("65000:100, or 65000:1:2 for a large one.")
                    @Nullable String value) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record PrependASPath(
            @JsonPropertyDescription("The path then begins with these, in this order.")
                    @Nullable List<Long> prefix) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record SetPriority(
            @JsonPropertyDescription("Lower is better; 1024 is the usual one.")
                    @Min(1)
                    @Max(2147483646)
                    @Nullable Integer value) {}
}
