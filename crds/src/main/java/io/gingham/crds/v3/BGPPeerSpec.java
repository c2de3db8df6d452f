package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// @param node the only node that peers; absent together with `nodeSelector`: every node
/// @param nodeSelector which nodes peer; `all()` is understood
/// @param peerIP the peer's address, optionally with a port: `192.0.2.1`, `192.0.2.1:1790`
/// @param asNumber of the peer
/// @param sourceAddress `UseNodeIP` (default): connect from the node's address; `None`: from the
///   one the kernel chooses
/// @param keepaliveTime interval of KEEPALIVEs, `30s`; the hold time is three times as long
/// @param maxRestartTime graceful restart time offered to the peer, `120s`; RFC 4724, at most 4095
///   s
/// @param filters names of BGPFilters; the rules of the first come first
/// @param ttlSecurity hops (RFC 5082); 0 is none
@ValidationRule(
        value =
                "!has(self.keepaliveTime) || duration(self.keepaliveTime) == duration('0s')"
                        + " || (duration(self.keepaliveTime) >= duration('1s')"
                        + " && duration(self.keepaliveTime) <= duration('21845s'))",
        message =
                "keepaliveTime must be 0, or 1s to 21845s: the hold time is three times as long, and BGP has 16 bits for it")
@ValidationRule(
        value = "!has(self.maxRestartTime) || duration(self.maxRestartTime) <= duration('4095s')",
        message = "maxRestartTime must be at most 4095s (RFC 4724 section 3)")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BGPPeerSpec(
        @JsonPropertyDescription("The node that peers. Default: every node.") @Size(max = 253)
                @Nullable String node,
        @JsonPropertyDescription("The nodes that peer; exclusive with node.") @Size(max = 4096)
                @Nullable String nodeSelector,
        @JsonPropertyDescription(
                        "The peer's address, optionally with a port: 192.0.2.1 or 192.0.2.1:1790.")
                @Size(max = 53)
                @Nullable String peerIP,
        @JsonPropertyDescription("The peer's AS number.") @Min(1) @Max(4294967295.0)
                @Nullable Long asNumber,
        @JsonPropertyDescription(
                        "UseNodeIP connects from the node's address, None from the one the kernel chooses. Default: UseNodeIP.")
                @Nullable String sourceAddress,
        @JsonPropertyDescription(
                        "Interval of keepalives, for instance 30s; the hold time is three times as long.")
                @Pattern(FieldForm.DURATION)
                @Size(max = 32)
                @Nullable String keepaliveTime,
        @JsonPropertyDescription(
                        "Graceful restart time offered to the peer, for instance 120s. Default: 120s.")
                @Pattern(FieldForm.DURATION)
                @Size(max = 32)
                @Nullable String maxRestartTime,
        @JsonPropertyDescription("Names of BGPFilters, asked one after the other.")
                @Nullable List<String> filters,
        @JsonPropertyDescription(
                        "The most hops away that the peer may be, 1 to 254: packets from farther away are dropped (RFC 5082).")
                @Min(0)
                @Max(254)
                @Nullable Integer ttlSecurity,
        @JsonPropertyDescription("How often the node's own AS number may be in a path it takes.")
                @Min(0)
                @Max(255)
                @Nullable Integer numAllowedLocalASNumbers,
        @JsonPropertyDescription("The password of TCP-MD5 (RFC 2385).") @Nullable Password password,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {

    public static final BGPPeerSpec EMPTY = of(null, null, null);

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Password(
            @JsonPropertyDescription("Where it is: a Secret of the agent's own namespace.")
                    @Nullable SecretKeyRef secretKeyRef) {}

    /// As in a Pod's `env`.
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record SecretKeyRef(
            @JsonPropertyDescription("The Secret.") @Size(max = 253) @Nullable String name,
            @JsonPropertyDescription("The key in its data.") @Size(max = 253) @Nullable String key,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}

    /// All else as usual.
    public static BGPPeerSpec of(
            @Nullable String node, @Nullable String peerIP, @Nullable Long asNumber) {
        return new BGPPeerSpec(
                node, null, peerIP, asNumber, null, null, null, null, null, null, null, null);
    }
}
