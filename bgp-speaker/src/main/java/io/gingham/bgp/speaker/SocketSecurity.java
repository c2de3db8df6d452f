package io.gingham.bgp.speaker;

import io.gingham.value.IpAddress;
import io.netty.bootstrap.AbstractBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.Socket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Passwords and TTLs on sockets (RFC 2385, RFC 5082). All of it needs Netty's native transport.
///
/// A listener must have the passwords of all peers before the first of them connects: the handshake
/// itself is signed. Its answers go out with a TTL of 255, or a peer that wants GTSM never sees
/// them.
final class SocketSecurity {

    private static final int LARGEST_TTL = 255;

    // Linux' numbers, as in <linux/in.h> and <linux/in6.h>.
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_IPV6 = 41;

    private static final IntegerUnixChannelOption TTL =
            new IntegerUnixChannelOption("IP_TTL", IPPROTO_IP, 2);
    private static final IntegerUnixChannelOption LEAST_TTL =
            new IntegerUnixChannelOption("IP_MINTTL", IPPROTO_IP, 21);
    private static final IntegerUnixChannelOption HOPS =
            new IntegerUnixChannelOption("IPV6_UNICAST_HOPS", IPPROTO_IPV6, 16);
    private static final IntegerUnixChannelOption LEAST_HOPS =
            new IntegerUnixChannelOption("IPV6_MINHOPCOUNT", IPPROTO_IPV6, 73);

    private Map<IpAddress, PeerSecurity> peers = Map.of();

    static boolean available() {
        return Epoll.isAvailable();
    }

    /// @throws IllegalArgumentException if a peer wants what can't be given here
    static void require(Collection<PeerConfig> peers) {
        peers.stream()
                .filter(peer -> !peer.security().isNone() && !available())
                .findFirst()
                .ifPresent(
                        peer -> {
                            throw new IllegalArgumentException(
                                    "peer '"
                                            + peer.name()
                                            + "' wants a password or TTL security, which need"
                                            + " Netty's native transport: "
                                            + Epoll.unavailabilityCause());
                        });
    }

    synchronized void peers(Collection<PeerConfig> all) {
        Map<IpAddress, PeerSecurity> secured = new HashMap<>();
        all.stream()
                .filter(peer -> !peer.security().isNone() && !peer.endpoint().isSought())
                .forEach(peer -> secured.put(peer.address(), peer.security()));
        peers = secured;
    }

    /// Before the listener is bound.
    ///
    /// @param where it will listen
    synchronized void prepareListener(AbstractBootstrap<?, ?> listener, InetAddress where) {
        if (available()) {
            listener.option(EpollChannelOption.TCP_MD5SIG, keys());
            if (wantsTtl()) {
                timeToLive(where).forEach(option -> listener.option(option, LARGEST_TTL));
            }
        }
    }

    /// A listener that is open learns of new peers. Those that are gone are strangers.
    synchronized void updateListener(Channel listener, InetAddress where) {
        if (available()) {
            listener.config().setOption(EpollChannelOption.TCP_MD5SIG, keys());
            if (wantsTtl()) {
                timeToLive(where)
                        .forEach(option -> listener.config().setOption(option, LARGEST_TTL));
            }
        }
    }

    /// A listener at all addresses is one socket for both families, whichever of the two wildcards
    /// was written, unless the kernel has no IPv6.
    private static List<IntegerUnixChannelOption> timeToLive(InetAddress where) {
        if (where.isAnyLocalAddress()) {
            return Socket.isIPv6Preferred() ? List.of(TTL, HOPS) : List.of(TTL);
        }
        return List.of(where instanceof Inet4Address ? TTL : HOPS);
    }

    private boolean wantsTtl() {
        return peers.values().stream().anyMatch(security -> security.hops().isPresent());
    }

    private Map<InetAddress, byte[]> keys() {
        Map<InetAddress, byte[]> keys = new HashMap<>();
        peers.forEach(
                (address, security) ->
                        security.password()
                                .ifPresent(
                                        password ->
                                                keys.put(address.toInetAddress(), password.key())));
        return keys;
    }

    /// Before we connect.
    static void prepareConnection(AbstractBootstrap<?, ?> attempt, PeerConfig peer) {
        peer.security()
                .password()
                .ifPresent(
                        password ->
                                attempt.option(
                                        EpollChannelOption.TCP_MD5SIG,
                                        Map.of(peer.address().toInetAddress(), password.key())));
        OptionalInt hops = peer.security().hops();
        if (hops.isPresent()) {
            boolean ipv4 = peer.address().isIpv4();
            attempt.option(ipv4 ? TTL : HOPS, LARGEST_TTL);
            attempt.option(ipv4 ? LEAST_TTL : LEAST_HOPS, least(hops.getAsInt()));
        }
    }

    /// The peer connected to us; the signature is the listener's business.
    synchronized void accepted(Channel connection, IpAddress from) {
        PeerSecurity security = peers.getOrDefault(from, PeerSecurity.NONE);
        if (security.hops().isPresent()) {
            connection.config().setOption(from.isIpv4() ? TTL : HOPS, LARGEST_TTL);
            connection
                    .config()
                    .setOption(
                            from.isIpv4() ? LEAST_TTL : LEAST_HOPS,
                            least(security.hops().getAsInt()));
        }
    }

    private static int least(int hops) {
        return LARGEST_TTL + 1 - hops;
    }
}
