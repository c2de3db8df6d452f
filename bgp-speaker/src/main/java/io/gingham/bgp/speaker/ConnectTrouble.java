package io.gingham.bgp.speaker;

import io.gingham.bgp.rib.LocalLinks;
import io.gingham.value.FailureText;
import io.gingham.value.IpAddress;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Why a connection could not be made, in words, with what is most likely behind it.
final class ConnectTrouble {

    private ConnectTrouble() {}

    /// @param links reads this machine's
    static String of(@Nullable Throwable cause, PeerConfig peer, Supplier<LocalLinks> links) {
        return "can't connect: "
                + switch (cause) {
                    case null -> "cancelled";
                    case NoRouteToHostException _ -> noRoute(peer.address(), links.get());
                    case ConnectTimeoutException _ -> noAnswer(peer);
                    case ConnectException refused when isRefusal(refused) ->
                            "connection refused by "
                                    + place(peer)
                                    + ": no BGP speaker listens there";
                    default -> unusable(FailureText.of(cause), peer);
                };
    }

    private static String noRoute(IpAddress address, LocalLinks links) {
        return links.linkOf(address)
                .map(
                        link ->
                                "no route to host: most likely nobody answers for "
                                        + address
                                        + " on the link "
                                        + link)
                .orElse(
                        "no route to host, or the network is unreachable: see where packets go with"
                                + " 'ip route get "
                                + address
                                + "'");
    }

    private static String noAnswer(PeerConfig peer) {
        return "no answer from " + place(peer) + suspicion(peer.security()).orElse("");
    }

    /// Linux says of a source that is no address of ours that it can't be assigned.
    private static String unusable(String said, PeerConfig peer) {
        return said.contains("Cannot assign requested address") && peer.localAddress().isPresent()
                ? "no interface has the local address " + peer.localAddress().get()
                : said;
    }

    private static boolean isRefusal(ConnectException failure) {
        return FailureText.of(failure).contains("refused");
    }

    private static String place(PeerConfig peer) {
        return peer.endpoint().label() + " port " + peer.endpoint().port();
    }

    /// Packets that fail these checks are dropped without a word, on either side.
    static Optional<String> suspicion(PeerSecurity security) {
        List<String> likely = new ArrayList<>();
        if (security.password().isPresent()) {
            likely.add("the password is not the same on both sides, or missing on one");
        }
        security.hops()
                .ifPresent(
                        hops ->
                                likely.add(
                                        "the peer is more than "
                                                + hops
                                                + (hops == 1 ? " hop" : " hops")
                                                + " away, or does not send with a TTL of 255"
                                                + " (ttlSecurity on one side only)"));
        return likely.isEmpty()
                ? Optional.empty()
                : Optional.of("; most likely " + String.join(", or ", likely));
    }
}
