package io.gingham.agent.bgp;

import io.gingham.agent.bgp.PeeringPlan.SecretKey;
import io.gingham.bgp.rib.NextHopMode;
import io.gingham.bgp.speaker.GracefulRestartConfig;
import io.gingham.bgp.speaker.PeerSecurity;
import io.gingham.crds.v3.BGPPeerSpec;
import io.gingham.value.AsNumber;
import io.gingham.value.Durations;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a session is to be, whoever the peer is: what a BGPPeer says beside addresses and selectors.
///
/// @param localAs our AS number towards the peer, if it is another than the node's
/// @param filters names of BGPFilters, in order
/// @param security how far away the peer may be
/// @param password where it is, if it has one
/// @param allowedOwnAs how often the node's own AS may be in a path it sends
/// @param nodeAddress connections come from the node's address, and not from one that the kernel
///   chooses
/// @param bfdOnLink BFD, if the peer is on a network that the node is connected to
/// @param gateway the peer is reached by it, and by a host route of its own
/// @param own what Calico does not know
record PeerOptions(
        Optional<AsNumber> localAs,
        Duration holdTime,
        GracefulRestartConfig gracefulRestart,
        List<String> filters,
        PeerSecurity security,
        Optional<SecretKey> password,
        NextHopMode nextHop,
        int allowedOwnAs,
        boolean nodeAddress,
        boolean bfdOnLink,
        Optional<IpAddress> gateway,
        OwnOptions own) {

    static final Duration DEFAULT_HOLD_TIME = Duration.ofSeconds(90);

    /// How long a peer of `LongLivedGracefulRestart` may keep routes after the restart time.
    static final Duration LONG_LIVED = Duration.ofDays(1);

    /// The largest value of the restart time field; RFC 4724 section 3.
    private static final long MAX_RESTART_SECONDS = 4095;

    static final PeerOptions DEFAULT =
            new PeerOptions(
                    Optional.empty(),
                    DEFAULT_HOLD_TIME,
                    GracefulRestartConfig.DEFAULT,
                    List.of(),
                    PeerSecurity.NONE,
                    Optional.empty(),
                    NextHopMode.DEFAULT,
                    0,
                    true,
                    false,
                    Optional.empty(),
                    OwnOptions.NONE);

    PeerOptions {
        filters = List.copyOf(filters);
    }

    /// @param problems gets a sentence for what is put right
    /// @throws IllegalArgumentException if the session can't be as it is wanted, with the field
    static PeerOptions of(BGPPeerSpec spec, Consumer<String> problems) {
        boolean watched = isWatched("failureDetectionMode", spec.failureDetectionMode());
        if (spec.bfd() != null && !watched) {
            throw new IllegalArgumentException(
                    "bfd needs failureDetectionMode BFDIfDirectlyConnected: add it");
        }
        return new PeerOptions(
                localAs(spec.localASNumber()),
                holdTime(spec.keepaliveTime()),
                gracefulRestart(spec, problems),
                spec.filters() == null ? List.of() : spec.filters(),
                security(spec.ttlSecurity()),
                password("password", spec.password()),
                nextHop(spec),
                spec.numAllowedLocalASNumbers() == null ? 0 : spec.numAllowedLocalASNumbers(),
                isFirst("sourceAddress", spec.sourceAddress(), "UseNodeIP", "None"),
                watched,
                gateway(spec.reachableBy()),
                OwnOptions.of(spec));
    }

    /// Of the node-to-node mesh.
    ///
    /// @param problems gets a sentence for what is put right
    static PeerOptions ofMesh(
            @Nullable String restartTime,
            BGPPeerSpec.@Nullable Password password,
            Consumer<String> problems) {
        return new PeerOptions(
                DEFAULT.localAs,
                DEFAULT.holdTime,
                DEFAULT.gracefulRestart.withRestartTime(
                        restartTime("nodeMeshMaxRestartTime", restartTime, problems)),
                DEFAULT.filters,
                DEFAULT.security,
                password("nodeMeshPassword", password),
                DEFAULT.nextHop,
                DEFAULT.allowedOwnAs,
                DEFAULT.nodeAddress,
                DEFAULT.bfdOnLink,
                DEFAULT.gateway,
                DEFAULT.own);
    }

    /// Of the mesh, by BGPConfiguration's own fields.
    ///
    /// @param problems gets a sentence if it can't be watched so: there is a mesh all the same
    PeerOptions watched(
            @Nullable String mode, BGPPeerSpec.@Nullable Bfd bfd, Consumer<String> problems) {
        try {
            return watched(mode, bfd);
        } catch (IllegalArgumentException e) {
            problems.accept(e.getMessage() + ": the mesh is not watched by BFD");
            return this;
        }
    }

    private PeerOptions watched(@Nullable String mode, BGPPeerSpec.@Nullable Bfd bfd) {
        boolean watched = isWatched("nodeMeshFailureDetectionMode", mode);
        if (bfd != null && !watched) {
            throw new IllegalArgumentException(
                    "nodeMeshBFD needs nodeMeshFailureDetectionMode BFDIfDirectlyConnected");
        }
        return new PeerOptions(
                localAs,
                holdTime,
                gracefulRestart,
                filters,
                security,
                password,
                nextHop,
                allowedOwnAs,
                nodeAddress,
                watched,
                gateway,
                own.withBfd(OwnOptions.bfd("nodeMeshBFD", bfd)));
    }

    private static boolean isWatched(String field, @Nullable String mode) {
        return !isFirst(field, mode, "None", "BFDIfDirectlyConnected");
    }

    /// As the side sees it that did not name the other: its own AS number is the usual one, and its
    /// way to the peer is its own.
    PeerOptions reversed() {
        return new PeerOptions(
                Optional.empty(),
                holdTime,
                gracefulRestart,
                filters,
                security,
                password,
                nextHop,
                allowedOwnAs,
                nodeAddress,
                bfdOnLink,
                Optional.empty(),
                own.reversed());
    }

    static AsNumber asNumber(String field, long value) {
        if (value < 1 || value > 0xffff_ffffL) {
            throw new IllegalArgumentException(
                    field + " " + value + " is not in 1..4294967295 (AS 0 is nobody's, RFC 7607)");
        }
        return new AsNumber(value);
    }

    private static Optional<AsNumber> localAs(@Nullable Long number) {
        return Optional.ofNullable(number).map(value -> asNumber("localASNumber", value));
    }

    private static Duration holdTime(@Nullable String keepalive) {
        return keepalive == null ? DEFAULT_HOLD_TIME : Durations.parse(keepalive).multipliedBy(3);
    }

    private static GracefulRestartConfig gracefulRestart(
            BGPPeerSpec spec, Consumer<String> problems) {
        GracefulRestartConfig plain =
                GracefulRestartConfig.DEFAULT.withRestartTime(
                        restartTime("maxRestartTime", spec.maxRestartTime(), problems));
        boolean shortLived =
                isFirst(
                        "restartMode",
                        spec.restartMode(),
                        "GracefulRestart",
                        "LongLivedGracefulRestart");
        String longLived = spec.longLivedStaleTime();
        if (shortLived && longLived != null) {
            throw new IllegalArgumentException(
                    "longLivedStaleTime needs restartMode LongLivedGracefulRestart: add it");
        }
        if (shortLived) {
            return plain;
        }
        return plain.withLongLived(
                longLived == null
                        ? LONG_LIVED
                        : OwnOptions.duration("longLivedStaleTime", longLived));
    }

    private static Duration restartTime(
            String field, @Nullable String text, Consumer<String> problems) {
        if (text != null && !text.isEmpty()) {
            try {
                Duration time = Durations.parse(text);
                if (time.toSeconds() >= 1 && time.toSeconds() <= MAX_RESTART_SECONDS) {
                    return time;
                }
                problems.accept(
                        "a restart time (" + field + ") of " + text + " is not in 1..4095 s");
            } catch (IllegalArgumentException e) {
                problems.accept(field + ": " + e.getMessage());
            }
        }
        return GracefulRestartConfig.DEFAULT.restartTime();
    }

    private static PeerSecurity security(@Nullable Integer hops) {
        return hops == null || hops == 0 ? PeerSecurity.NONE : PeerSecurity.NONE.withHops(hops);
    }

    private static Optional<SecretKey> password(
            String field, BGPPeerSpec.@Nullable Password password) {
        if (password == null) {
            return Optional.empty();
        }
        BGPPeerSpec.SecretKeyRef ref = password.secretKeyRef();
        if (ref == null || ref.name() == null || ref.key() == null) {
            throw new IllegalArgumentException(field + " needs a secretKeyRef with name and key");
        }
        return Optional.of(new SecretKey(ref.name(), ref.key()));
    }

    private static NextHopMode nextHop(BGPPeerSpec spec) {
        String mode = spec.nextHopMode() == null ? "" : spec.nextHopMode();
        return switch (mode) {
            case "" ->
                    Boolean.TRUE.equals(spec.keepOriginalNextHop())
                            ? NextHopMode.UNCHANGED
                            : NextHopMode.DEFAULT;
            case "Auto" -> NextHopMode.DEFAULT;
            case "Self" -> NextHopMode.SELF;
            case "Keep" -> NextHopMode.UNCHANGED;
            default ->
                    throw new IllegalArgumentException(
                            "nextHopMode '" + mode + "' is not Auto, Self or Keep");
        };
    }

    private static Optional<IpAddress> gateway(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(IpAddress.parse(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("reachableBy: " + e.getMessage(), e);
        }
    }

    /// A choice between two words, the first of which is the default.
    static boolean isFirst(String field, @Nullable String text, String first, String second) {
        String word = text == null || text.isEmpty() ? first : text;
        if (!word.equals(first) && !word.equals(second)) {
            throw new IllegalArgumentException(
                    field + " '" + text + "' is not " + first + " or " + second);
        }
        return word.equals(first);
    }
}
