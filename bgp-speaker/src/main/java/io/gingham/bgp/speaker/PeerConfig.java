package io.gingham.bgp.speaker;

import io.gingham.bfd.BfdConfig;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// A peer as configured: who it is, and a record for each group of settings, whose defaults stand
/// in [#of].
///
/// @param name unique, for logs and status
/// @param remoteAs absent: any AS but ours, and what its OPEN says
/// @param localAs what we call ourselves towards it, instead of the speaker's own AS number
/// @param families what is spoken with it
/// @param security how its connections are told from a stranger's
/// @param bfd the way to it is watched (RFC 5880)
public record PeerConfig(
        String name,
        Optional<AsNumber> remoteAs,
        Optional<AsNumber> localAs,
        PeerEndpoint endpoint,
        PeerTimers timers,
        PeerPolicy policy,
        PeerRelation relation,
        PeerFamilies families,
        PeerAddPath addPath,
        GracefulRestartConfig gracefulRestart,
        PeerSecurity security,
        Optional<BfdConfig> bfd) {

    public PeerConfig {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a peer needs a name");
        }
        if (remoteAs.isPresent() && remoteAs.get().value() == 0) {
            throw new IllegalArgumentException("peer '" + name + "': AS 0 is reserved (RFC 7607)");
        }
        if (localAs.isPresent() && localAs.get().value() == 0) {
            throw new IllegalArgumentException(
                    "peer '" + name + "': the local AS must not be 0 (RFC 7607)");
        }
    }

    /// All else as usual: port 179, 90 s, active, IPv4, everything accepted and told, graceful
    /// restart.
    public static PeerConfig of(String name, IpAddress address, AsNumber remoteAs) {
        return of(name, PeerEndpoint.of(address), remoteAs);
    }

    public static PeerConfig of(String name, PeerEndpoint endpoint, AsNumber remoteAs) {
        return of(name, endpoint, Optional.of(remoteAs));
    }

    /// @param remoteAs absent: any AS but ours
    public static PeerConfig of(String name, PeerEndpoint endpoint, Optional<AsNumber> remoteAs) {
        return new PeerConfig(
                name,
                remoteAs,
                Optional.empty(),
                endpoint,
                PeerTimers.DEFAULT,
                PeerPolicy.ALL,
                PeerRelation.PLAIN,
                PeerFamilies.IPV4,
                PeerAddPath.OFF,
                GracefulRestartConfig.DEFAULT,
                PeerSecurity.NONE,
                Optional.empty());
    }

    /// The one place that names all components, for copies that differ in some.
    private static final class Draft {
        private final PeerConfig before;
        private Optional<AsNumber> localAs;
        private PeerEndpoint endpoint;
        private PeerTimers timers;
        private PeerPolicy policy;
        private PeerRelation relation;
        private PeerFamilies families;
        private PeerAddPath addPath;
        private GracefulRestartConfig gracefulRestart;
        private PeerSecurity security;
        private Optional<BfdConfig> bfd;

        Draft(PeerConfig before) {
            this.before = before;
            localAs = before.localAs;
            endpoint = before.endpoint;
            timers = before.timers;
            policy = before.policy;
            relation = before.relation;
            families = before.families;
            addPath = before.addPath;
            gracefulRestart = before.gracefulRestart;
            security = before.security;
            bfd = before.bfd;
        }

        PeerConfig build() {
            return new PeerConfig(
                    before.name,
                    before.remoteAs,
                    localAs,
                    endpoint,
                    timers,
                    policy,
                    relation,
                    families,
                    addPath,
                    gracefulRestart,
                    security,
                    bfd);
        }
    }

    private PeerConfig with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.build();
    }

    public PeerConfig withLocalAs(Optional<AsNumber> changed) {
        return with(draft -> draft.localAs = changed);
    }

    public PeerConfig withEndpoint(PeerEndpoint changed) {
        return with(draft -> draft.endpoint = changed);
    }

    public PeerConfig withTimers(PeerTimers changed) {
        return with(draft -> draft.timers = changed);
    }

    public PeerConfig withPolicy(PeerPolicy changed) {
        return with(draft -> draft.policy = changed);
    }

    public PeerConfig withRelation(PeerRelation changed) {
        return with(draft -> draft.relation = changed);
    }

    public PeerConfig withFamilies(PeerFamilies changed) {
        return with(draft -> draft.families = changed);
    }

    public PeerConfig withAddPath(PeerAddPath changed) {
        return with(draft -> draft.addPath = changed);
    }

    public PeerConfig withGracefulRestart(GracefulRestartConfig changed) {
        return with(draft -> draft.gracefulRestart = changed);
    }

    public PeerConfig withSecurity(PeerSecurity changed) {
        return with(draft -> draft.security = changed);
    }

    public PeerConfig withBfd(Optional<BfdConfig> changed) {
        return with(draft -> draft.bfd = changed);
    }

    public PeerConfig withPort(int port) {
        return withEndpoint(endpoint.withPort(port));
    }

    public PeerConfig withLocalAddress(IpAddress source) {
        return withEndpoint(endpoint.withLocalAddress(source));
    }

    public PeerConfig withPassive(boolean passive) {
        return withEndpoint(endpoint.withPassive(passive));
    }

    public PeerConfig withTimes(Duration holdTime, Duration connectRetry) {
        return withTimers(timers.withHoldTime(holdTime).withConnectRetry(connectRetry));
    }

    public PeerConfig withFilters(RouteFilter importFilter, RouteFilter exportFilter) {
        return withPolicy(policy.withFilters(importFilter, exportFilter));
    }

    public PeerConfig withPrefixLimit(PrefixLimit limit) {
        return withPolicy(policy.withPrefixLimit(limit));
    }

    public IpAddress address() {
        return endpoint.address();
    }

    public Optional<IpAddress> localAddress() {
        return endpoint.localAddress();
    }

    public RouteFilter importFilter() {
        return policy.importFilter();
    }

    public RouteFilter exportFilter() {
        return policy.exportFilter();
    }

    /// What we call ourselves towards it.
    ///
    /// @param usual the speaker's own
    AsNumber ourAs(AsNumber usual) {
        return localAs.orElse(usual);
    }

    /// The peer is of another AS.
    ///
    /// @param usual the speaker's own AS number
    public boolean isExternal(AsNumber usual) {
        return !remoteAs.equals(Optional.of(ourAs(usual)));
    }

    /// RFC 8950 is offered: IPv4 routes on a session between IPv6 addresses.
    boolean ipv4OverIpv6() {
        return !address().isIpv4() && families.spoken().contains(AddressFamily.IPV4_UNICAST);
    }

    /// `tor-1 (10.0.0.1, AS 64513)`.
    String label() {
        return name
                + " ("
                + endpoint.label()
                + ", "
                + remoteAs.map(as -> "AS " + as).orElse("another AS")
                + ")";
    }
}
