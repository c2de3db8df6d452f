package io.gingham.bgp.speaker;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.Optional;

/// A peer as configured.
///
/// @param name unique, for logs and status
/// @param address where it is connected to, and where it must connect from; unique
/// @param port 1..65535, for our connections to it
/// @param localAddress the source of our connections; the kernel chooses if it is absent
/// @param passive never connect, only be connected to
/// @param holdTime our offer, whole seconds: 0 (never reset for silence), or 3..65535
/// @param connectRetry between attempts to connect
/// @param families what is spoken with it
/// @param security how its connections are told from a stranger's
/// @param prefixLimit absent: it may send as many as it likes
public record PeerConfig(
        String name,
        IpAddress address,
        int port,
        AsNumber remoteAs,
        Optional<IpAddress> localAddress,
        boolean passive,
        Duration holdTime,
        Duration connectRetry,
        RouteFilter importFilter,
        RouteFilter exportFilter,
        GracefulRestartConfig gracefulRestart,
        PeerFamilies families,
        PeerSecurity security,
        Optional<PrefixLimit> prefixLimit) {

    public static final int BGP_PORT = 179;
    public static final Duration DEFAULT_HOLD_TIME = Duration.ofSeconds(90);
    public static final Duration DEFAULT_CONNECT_RETRY = Duration.ofSeconds(5);

    public PeerConfig {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a peer needs a name");
        }
        if (port < 1 || port > 0xffff) {
            throw refused(name, "port " + port + " is not in 1..65535");
        }
        if (remoteAs.value() == 0) {
            throw refused(name, "AS 0 is reserved (RFC 7607)");
        }
        long hold = holdTime.toSeconds();
        if (hold < 0 || hold > 0xffff || hold == 1 || hold == 2) {
            throw refused(name, "hold time " + hold + " s is not 0 or 3..65535 (RFC 4271)");
        }
        if (connectRetry.isNegative() || connectRetry.isZero()) {
            throw refused(name, "the connect retry time must be above zero");
        }
        if (address.isUnspecified() || address.isMulticast()) {
            throw refused(name, address + " is no host's address");
        }
        if (localAddress.isPresent() && localAddress.get().family() != address.family()) {
            throw refused(name, "local address " + localAddress.get() + " can't reach " + address);
        }
    }

    /// One that speaks IPv4 unicast.
    public PeerConfig(
            String name,
            IpAddress address,
            int port,
            AsNumber remoteAs,
            Optional<IpAddress> localAddress,
            boolean passive,
            Duration holdTime,
            Duration connectRetry,
            RouteFilter importFilter,
            RouteFilter exportFilter,
            GracefulRestartConfig gracefulRestart) {
        this(
                name,
                address,
                port,
                remoteAs,
                localAddress,
                passive,
                holdTime,
                connectRetry,
                importFilter,
                exportFilter,
                gracefulRestart,
                PeerFamilies.IPV4,
                PeerSecurity.NONE,
                Optional.empty());
    }

    private static IllegalArgumentException refused(String name, String why) {
        return new IllegalArgumentException("peer '" + name + "': " + why);
    }

    /// All else as usual: port 179, 90 s, active, everything accepted and told, graceful restart.
    public static PeerConfig of(String name, IpAddress address, AsNumber remoteAs) {
        return new PeerConfig(
                name,
                address,
                BGP_PORT,
                remoteAs,
                Optional.empty(),
                false,
                DEFAULT_HOLD_TIME,
                DEFAULT_CONNECT_RETRY,
                RouteFilter.ACCEPT_ALL,
                RouteFilter.ACCEPT_ALL,
                GracefulRestartConfig.DEFAULT);
    }

    public PeerConfig withPort(int newPort) {
        return new PeerConfig(
                name,
                address,
                newPort,
                remoteAs,
                localAddress,
                passive,
                holdTime,
                connectRetry,
                importFilter,
                exportFilter,
                gracefulRestart,
                families,
                security,
                prefixLimit);
    }

    public PeerConfig withLocalAddress(IpAddress source) {
        return new PeerConfig(
                name,
                address,
                port,
                remoteAs,
                Optional.of(source),
                passive,
                holdTime,
                connectRetry,
                importFilter,
                exportFilter,
                gracefulRestart,
                families,
                security,
                prefixLimit);
    }

    public PeerConfig withPassive(boolean newPassive) {
        return new PeerConfig(
                name,
                address,
                port,
                remoteAs,
                localAddress,
                newPassive,
                holdTime,
                connectRetry,
                importFilter,
                exportFilter,
                gracefulRestart,
                families,
                security,
                prefixLimit);
    }

    public PeerConfig withTimes(Duration newHoldTime, Duration newConnectRetry) {
        return new PeerConfig(
                name,
                address,
                port,
                remoteAs,
                localAddress,
                passive,
                newHoldTime,
                newConnectRetry,
                importFilter,
                exportFilter,
                gracefulRestart,
                families,
                security,
                prefixLimit);
    }

    public PeerConfig withFilters(RouteFilter newImport, RouteFilter newExport) {
        return new PeerConfig(
                name,
                address,
                port,
                remoteAs,
                localAddress,
                passive,
                holdTime,
                connectRetry,
                newImport,
                newExport,
                gracefulRestart,
                families,
                security,
                prefixLimit);
    }

    public PeerConfig withGracefulRestart(GracefulRestartConfig newConfig) {
        return new PeerConfig(
                name,
                address,
                port,
                remoteAs,
                localAddress,
                passive,
                holdTime,
                connectRetry,
                importFilter,
                exportFilter,
                newConfig,
                families,
                security,
                prefixLimit);
    }

    public PeerConfig withFamilies(PeerFamilies newFamilies) {
        return new PeerConfig(
                name,
                address,
                port,
                remoteAs,
                localAddress,
                passive,
                holdTime,
                connectRetry,
                importFilter,
                exportFilter,
                gracefulRestart,
                newFamilies,
                security,
                prefixLimit);
    }

    public PeerConfig withSecurity(PeerSecurity newSecurity) {
        return new PeerConfig(
                name,
                address,
                port,
                remoteAs,
                localAddress,
                passive,
                holdTime,
                connectRetry,
                importFilter,
                exportFilter,
                gracefulRestart,
                families,
                newSecurity,
                prefixLimit);
    }

    public PeerConfig withPrefixLimit(PrefixLimit limit) {
        return new PeerConfig(
                name,
                address,
                port,
                remoteAs,
                localAddress,
                passive,
                holdTime,
                connectRetry,
                importFilter,
                exportFilter,
                gracefulRestart,
                families,
                security,
                Optional.of(limit));
    }

    /// RFC 8950 is offered: IPv4 routes on a session between IPv6 addresses.
    boolean ipv4OverIpv6() {
        return !address.isIpv4() && families.spoken().contains(AddressFamily.IPV4_UNICAST);
    }

    /// True if only the filters differ, so that a session can go on.
    boolean sameSession(PeerConfig other) {
        return withFilters(other.importFilter, other.exportFilter).equals(other);
    }

    /// `tor-1 (10.0.0.1, AS 64513)`.
    String label() {
        return name + " (" + address + ", AS " + remoteAs + ")";
    }
}
