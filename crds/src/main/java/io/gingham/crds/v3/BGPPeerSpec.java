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
/// @param nodeSelector which nodes peer, by their labels
/// @param peerIP the peer's address, optionally with a port: `192.0.2.1`, `192.0.2.1:1790`
/// @param peerSelector instead of `peerIP`: the peers are these nodes, with their own AS numbers
/// @param localWorkloadSelector instead of `peerIP`: the peers are these pods of the node
/// @param asNumber of the peer
/// @param localASNumber the AS number that the node has towards this peer
/// @param nextHopMode `Auto` (default), `Self` or `Keep`: what is told as next hop of routes that
///   were learned from others
/// @param keepOriginalNextHop what was before `nextHopMode`: `true` is `Keep` towards external
///   peers
/// @param reversePeering `Auto` (default): the nodes of `peerSelector` have the session too;
///   `Manual`: only if another object says so
/// @param reachableBy the gateway to the peer
/// @param failureDetectionMode `None` (default) or `BFDIfDirectlyConnected`
/// @param restartMode `GracefulRestart` (default) or `LongLivedGracefulRestart`
/// @param sourceAddress `UseNodeIP` (default): connect from the node's address; `None`: from the
///   one the kernel chooses
/// @param keepaliveTime interval of KEEPALIVEs, `30s`; the hold time is three times as long
/// @param maxRestartTime graceful restart time offered to the peer, `120s`; RFC 4724, at most 4095
///   s
/// @param filters names of BGPFilters; the rules of the first come first
/// @param ttlSecurity hops (RFC 5082); 0 is none
/// @param peerInterfaces instead of `peerIP`: the peers are the routers at the other ends of these
///   links, whose link-local addresses are found by router advertisements; without `asNumber` they
///   may be of any AS but the node's. This and what follows are Gingham's own fields
/// @param role what the node is to the peer (RFC 9234)
/// @param strictRole a peer that says no role is refused
/// @param prefixLimit how many prefixes the peer may send
/// @param addPath several paths for one prefix (RFC 7911)
/// @param requirePolicy a peer of another AS gives and gets only what BGPFilters speak of (RFC
///   8212)
/// @param sendHoldTime how long the peer may take nothing of what is sent (RFC 9687)
/// @param longLivedStaleTime of `restartMode: LongLivedGracefulRestart`; `24h` if absent
/// @param bfd the times of `failureDetectionMode`
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
        @JsonPropertyDescription(
                        "Instead of peerIP: the peers are the nodes with such labels, with their own AS numbers.")
                @Size(max = 4096)
                @Nullable String peerSelector,
        @JsonPropertyDescription(
                        "Instead of peerIP: the peers are the node's own pods with such labels.")
                @Size(max = 4096)
                @Nullable String localWorkloadSelector,
        @JsonPropertyDescription("The peer's AS number.") @Min(1) @Max(4294967295.0)
                @Nullable Long asNumber,
        @JsonPropertyDescription(
                        "The AS number that the node has towards this peer. Default: the node's own.")
                @Min(1)
                @Max(4294967295.0)
                @Nullable Long localASNumber,
        @JsonPropertyDescription(
                        "What is told as next hop of routes that were learned from others: Auto, Self or Keep. Default: Auto.")
                @Nullable String nextHopMode,
        @JsonPropertyDescription("Deprecated; true is nextHopMode Keep.")
                @Nullable Boolean keepOriginalNextHop,
        @JsonPropertyDescription(
                        "Auto: the nodes of peerSelector have the session too; Manual: only if another object says so. Default: Auto.")
                @Nullable String reversePeering,
        @JsonPropertyDescription("The gateway that the peer is reached by; it gets a route.")
                @Size(max = 45)
                @Nullable String reachableBy,
        @JsonPropertyDescription(
                        "BFDIfDirectlyConnected: the way to a peer of a connected network is watched by BFD. Default: None.")
                @Nullable String failureDetectionMode,
        @JsonPropertyDescription(
                        "LongLivedGracefulRestart: the peer may keep stale routes for a day, as the last choice (RFC 9494). Default: GracefulRestart.")
                @Nullable String restartMode,
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
        @JsonPropertyDescription(
                        "Instead of peerIP: the peers are the routers at the other ends of these links, found by router advertisements; without asNumber they are of any AS but the node's.")
                @Nullable List<String> peerInterfaces,
        @JsonPropertyDescription("What the node is to the peer, which is of another AS (RFC 9234).")
                @Pattern("^(Provider|Customer|Peer|RouteServer|RouteServerClient)?$")
                @Size(max = 17)
                @Nullable String role,
        @JsonPropertyDescription("A peer that says no role is refused. Default: false.")
                @Nullable Boolean strictRole,
        @JsonPropertyDescription(
                        "How many prefixes the peer may send. Default: 100000 for a peer of another AS.")
                @Nullable PrefixLimit prefixLimit,
        @JsonPropertyDescription("Several paths for one prefix (RFC 7911). Default: none.")
                @Nullable AddPath addPath,
        @JsonPropertyDescription(
                        "A peer of another AS gives and gets only what named BGPFilters have rules for (RFC 8212). Default: the BGPConfiguration's.")
                @Nullable Boolean requirePolicy,
        @JsonPropertyDescription(
                        "How long the peer may take nothing of what is sent before the session ends, for instance 10m; 0 is for ever (RFC 9687). Default: 8m, or twice the hold time.")
                @Pattern(FieldForm.DURATION)
                @Size(max = 32)
                @Nullable String sendHoldTime,
        @JsonPropertyDescription(
                        "How long stale routes may be kept after the restart time, with restartMode LongLivedGracefulRestart. Default: 24h.")
                @Pattern(FieldForm.DURATION)
                @Size(max = 32)
                @Nullable String longLivedStaleTime,
        @JsonPropertyDescription("The times of BFD, with failureDetectionMode.") @Nullable Bfd bfd,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {

    public static final BGPPeerSpec EMPTY = of(Map.of());

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

    /// @param maximum of all families together; 0: any number
    /// @param warnPercent of the maximum, 1..100
    /// @param restartAfter when the session comes back; `0`: never by itself
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record PrefixLimit(
            @JsonPropertyDescription(
                            "The most prefixes of all families together; above it the session ends. 0: any number.")
                    @Min(0)
                    @Max(2147483647)
                    @Nullable Integer maximum,
            @JsonPropertyDescription(
                            "From so many percent of the maximum on a warning stands in the log, 1 to 100. Default: 75.")
                    @Min(1)
                    @Max(100)
                    @Nullable Integer warnPercent,
            @JsonPropertyDescription(
                            "When the session comes back, for instance 5m; 0: never by itself. Default: 5m.")
                    @Pattern(FieldForm.DURATION)
                    @Size(max = 32)
                    @Nullable String restartAfter,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}

    /// @param send the most paths that are told, 0..128; 0: the best alone
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record AddPath(
            @JsonPropertyDescription("The peer may send several paths. Default: false.")
                    @Nullable Boolean receive,
            @JsonPropertyDescription(
                            "The most paths that are told, 0 to 128; 0 is the best alone. Default: 0.")
                    @Min(0)
                    @Max(128)
                    @Nullable Integer send,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}

    /// @param multihop a peer that is on no network of the node is watched too (RFC 5883)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Bfd(
            @JsonPropertyDescription(
                            "The shortest time between two of the peer's packets, 10ms to 1h. Default: 300ms.")
                    @Pattern(FieldForm.DURATION)
                    @Size(max = 32)
                    @Nullable String minimumReceiveInterval,
            @JsonPropertyDescription(
                            "The shortest time between two of ours, 10ms to 1h. Default: 300ms.")
                    @Pattern(FieldForm.DURATION)
                    @Size(max = 32)
                    @Nullable String minimumTransmitInterval,
            @JsonPropertyDescription(
                            "So many packets may be lost before the peer gives up, 1 to 255. Default: 3.")
                    @Min(1)
                    @Max(255)
                    @Nullable Integer multiplier,
            @JsonPropertyDescription(
                            "A peer that is not on a network of the node is watched too (RFC 5883). Default: false.")
                    @Nullable Boolean multihop,
            @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}

    /// All else as usual.
    ///
    /// @param fields by name, as in YAML; null is absent
    public static BGPPeerSpec of(Map<String, ? extends @Nullable Object> fields) {
        return SpecFields.read(BGPPeerSpec.class, fields);
    }
}
