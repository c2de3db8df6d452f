package io.gingham.agent.bgp;

import io.gingham.bfd.BfdConfig;
import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.speaker.PeerAddPath;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.PeerPolicy;
import io.gingham.bgp.speaker.PrefixLimit;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.value.Durations;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// How a session is to be, by the fields that Calico's objects don't have.
///
/// @param role what the node is to the peer
/// @param limit absent: the usual one ([PeerFilters#EXTERNAL_LIMIT])
/// @param unlimited the peer may send any number of prefixes
/// @param requirePolicy absent: what holds for the node
/// @param sendHoldTime absent: the speaker's
/// @param bfd the times where the way is watched; multihop if it is also where the peer is on no
///   network of the node
record OwnOptions(
        Optional<RoleType> role,
        boolean strictRole,
        Optional<PrefixLimit> limit,
        boolean unlimited,
        PeerAddPath addPath,
        Optional<Boolean> requirePolicy,
        Optional<Duration> sendHoldTime,
        BfdConfig bfd) {

    static final OwnOptions NONE =
            new OwnOptions(
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    false,
                    PeerAddPath.OFF,
                    Optional.empty(),
                    Optional.empty(),
                    BfdConfig.DEFAULT);

    private static final Map<String, RoleType> ROLES =
            Map.of(
                    "Provider", RoleType.PROVIDER,
                    "Customer", RoleType.CUSTOMER,
                    "Peer", RoleType.PEER,
                    "RouteServer", RoleType.ROUTE_SERVER,
                    "RouteServerClient", RoleType.ROUTE_SERVER_CLIENT);

    private static final int MOST_PATHS = 128;
    private static final Duration BACK_AFTER = Duration.ofMinutes(5);

    /// @throws IllegalArgumentException with the field, if the session can't be as it is wanted
    static OwnOptions of(BGPPeerSpec spec) {
        Optional<RoleType> role = role(spec.role());
        boolean strict = Boolean.TRUE.equals(spec.strictRole());
        if (strict && role.isEmpty()) {
            throw new IllegalArgumentException("strictRole needs a role: add one (RFC 9234)");
        }
        Optional<BGPPeerSpec.PrefixLimit> limit = Optional.ofNullable(spec.prefixLimit());
        return new OwnOptions(
                role,
                strict,
                limit.flatMap(OwnOptions::limit),
                limit.filter(OwnOptions::isUnlimited).isPresent(),
                addPath(spec.addPath()),
                Optional.ofNullable(spec.requirePolicy()),
                Optional.ofNullable(spec.sendHoldTime())
                        .map(text -> duration("sendHoldTime", text)),
                bfd("bfd", spec.bfd()));
    }

    /// As the other end of a session between nodes sees it.
    OwnOptions reversed() {
        return new OwnOptions(
                role.map(OwnOptions::opposite),
                strictRole,
                limit,
                unlimited,
                addPath,
                requirePolicy,
                sendHoldTime,
                bfd);
    }

    OwnOptions withBfd(BfdConfig times) {
        return new OwnOptions(
                role, strictRole, limit, unlimited, addPath, requirePolicy, sendHoldTime, times);
    }

    /// @throws IllegalArgumentException if something does not fit the session
    PeerConfig applied(PeerConfig peer, boolean external) {
        if (role.isPresent() && !external) {
            throw new IllegalArgumentException(
                    "role is for peers of other ASes (RFC 9234): remove it");
        }
        PeerConfig changed = peer.withAddPath(addPath);
        if (role.isPresent()) {
            changed = changed.withRelation(changed.relation().withRole(role.get(), strictRole));
        }
        if (sendHoldTime.isPresent()) {
            changed = changed.withTimers(changed.timers().withSendHoldTime(sendHoldTime.get()));
        }
        return changed;
    }

    PeerPolicy applied(PeerPolicy usual) {
        if (unlimited) {
            return new PeerPolicy(usual.importFilter(), usual.exportFilter(), Optional.empty());
        }
        return limit.map(usual::withPrefixLimit).orElse(usual);
    }

    /// @param onLink the peer is on a network that the node is connected to
    Optional<BfdConfig> bfd(boolean onLink) {
        return onLink || bfd.multihop() ? Optional.of(bfd.withMultihop(!onLink)) : Optional.empty();
    }

    private static RoleType opposite(RoleType role) {
        return switch (role) {
            case PROVIDER -> RoleType.CUSTOMER;
            case CUSTOMER -> RoleType.PROVIDER;
            case PEER -> RoleType.PEER;
            case ROUTE_SERVER -> RoleType.ROUTE_SERVER_CLIENT;
            case ROUTE_SERVER_CLIENT -> RoleType.ROUTE_SERVER;
        };
    }

    private static Optional<RoleType> role(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        RoleType role = ROLES.get(text);
        if (role == null) {
            SortedSet<String> known = new TreeSet<>(ROLES.keySet());
            throw new IllegalArgumentException(
                    "role '" + text + "' is not one of " + String.join(", ", known));
        }
        return Optional.of(role);
    }

    private static boolean isUnlimited(BGPPeerSpec.PrefixLimit limit) {
        return Objects.equals(limit.maximum(), 0);
    }

    private static Optional<PrefixLimit> limit(BGPPeerSpec.PrefixLimit limit) {
        refuseUnknown("prefixLimit", limit.notHonoured());
        if (isUnlimited(limit)) {
            return Optional.empty();
        }
        Integer maximum = limit.maximum();
        if (maximum == null) {
            throw new IllegalArgumentException("prefixLimit needs maximum: add it");
        }
        Duration restart =
                limit.restartAfter() == null
                        ? BACK_AFTER
                        : duration("prefixLimit.restartAfter", limit.restartAfter());
        return Optional.of(
                named(
                        "prefixLimit",
                        () ->
                                new PrefixLimit(
                                        maximum,
                                        Objects.requireNonNullElse(
                                                limit.warnPercent(),
                                                PrefixLimit.DEFAULT_WARN_PERCENT),
                                        Optional.of(restart).filter(Duration::isPositive))));
    }

    private static PeerAddPath addPath(BGPPeerSpec.@Nullable AddPath wanted) {
        if (wanted == null) {
            return PeerAddPath.OFF;
        }
        refuseUnknown("addPath", wanted.notHonoured());
        int send = Objects.requireNonNullElse(wanted.send(), 0);
        if (send < 0 || send > MOST_PATHS) {
            throw new IllegalArgumentException(
                    "addPath.send " + send + " is not in 0.." + MOST_PATHS);
        }
        return new PeerAddPath(Boolean.TRUE.equals(wanted.receive()), send);
    }

    /// @param field its name, for errors
    static BfdConfig bfd(String field, BGPPeerSpec.@Nullable Bfd wanted) {
        if (wanted == null) {
            return BfdConfig.DEFAULT;
        }
        refuseUnknown(field, wanted.notHonoured());
        BfdConfig usual = BfdConfig.DEFAULT;
        Duration receive =
                interval(
                        field + ".minimumReceiveInterval",
                        wanted.minimumReceiveInterval(),
                        usual.minRx());
        Duration transmit =
                interval(
                        field + ".minimumTransmitInterval",
                        wanted.minimumTransmitInterval(),
                        usual.minTx());
        return named(
                field,
                () ->
                        new BfdConfig(
                                receive,
                                transmit,
                                Objects.requireNonNullElse(wanted.multiplier(), usual.multiplier()),
                                Boolean.TRUE.equals(wanted.multihop())));
    }

    private static Duration interval(String field, @Nullable String text, Duration usual) {
        return text == null ? usual : duration(field, text);
    }

    static Duration duration(String field, String text) {
        return named(field, () -> Durations.parse(text));
    }

    private static <T> T named(String field, java.util.function.Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field + ": " + e.getMessage(), e);
        }
    }

    private static void refuseUnknown(String field, @Nullable Map<String, Object> unknown) {
        if (unknown != null && !unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    field + " has no field " + String.join(", ", new TreeSet<>(unknown.keySet())));
        }
    }
}
