package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.yaml.ConfigException;
import io.gingham.agent.bgpd.yaml.Section;
import io.gingham.agent.bgpd.yaml.Values;
import io.gingham.agent.bgpd.yaml.YamlNode;
import io.gingham.bgp.fsm.IdleHold;
import io.gingham.bgp.speaker.FlapDamping;
import io.gingham.bgp.speaker.PeerEndpoint;
import io.gingham.bgp.speaker.PeerSecurity;
import io.gingham.bgp.speaker.PeerTimers;
import io.gingham.value.FailureText;
import io.gingham.value.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The keys of a peer that are about its connection.
final class EndpointReader {

    /// Of a peer on an unnumbered link; it is discovered.
    private static final IpAddress NOT_KNOWN = IpAddress.ipv6(0, 0);

    private static final int MOST_FREE = 1_000_000;

    private EndpointReader() {}

    /// @param source where connections come from unless the peer says otherwise
    static PeerEndpoint endpoint(Section section, Optional<IpAddress> source) {
        Optional<String> link = section.find("interface", Values::text);
        IpAddress address =
                section.find("address", Values::address)
                        .or(() -> link.map(_ -> NOT_KNOWN))
                        .orElseThrow(
                                () ->
                                        new ConfigException(
                                                section.place(),
                                                "a peer needs 'address'; add it, or 'interface'"
                                                        + " alone for the router at the other end"
                                                        + " of a link"));
        int port = section.get("port", Values.integer(1, 0xffff), PeerEndpoint.BGP_PORT);
        Optional<IpAddress> local =
                section.find("localAddress", Values::address)
                        .or(() -> source.filter(own -> own.family() == address.family()))
                        .filter(own -> link.isEmpty() || own.isLinkLocal());
        boolean passive = section.get("passive", Values::truth, false);
        return section.checked(() -> new PeerEndpoint(address, port, local, link, passive));
    }

    /// `10.0.0.1`, `fe80::1%eth0`, `eth0`.
    static String place(PeerEndpoint endpoint) {
        return endpoint.label();
    }

    static PeerTimers timers(Section section) {
        PeerTimers usual = PeerTimers.DEFAULT;
        Duration hold = section.get("holdTime", Values::duration, usual.holdTime());
        Duration retry = section.get("connectRetry", Values::duration, usual.connectRetry());
        Optional<Duration> send = section.find("sendHoldTime", Values::duration);
        Duration delay = section.get("delayOpen", Values::duration, usual.delayOpen());
        IdleHold wait = section.get("errorWait", EndpointReader::errorWait, usual.errorWait());
        FlapDamping damping =
                section.get("flapDamping", EndpointReader::flapDamping, usual.flapDamping());
        return section.checked(() -> new PeerTimers(hold, retry, send, delay, wait, damping));
    }

    /// One duration, or from a first one to a longest.
    private static IdleHold errorWait(YamlNode node) {
        if (node instanceof YamlNode.Scalar) {
            Duration always = Values.duration(node);
            return Section.checked(node.place(), () -> new IdleHold(always, always));
        }
        Section section = Section.of(node, "the wait after an error");
        Duration first = section.get("first", Values::duration, IdleHold.DEFAULT.first());
        Duration most = section.get("most", Values::duration, IdleHold.DEFAULT.most());
        section.end();
        return section.checked(() -> new IdleHold(first, most));
    }

    /// `true`, `false`, or the numbers.
    private static FlapDamping flapDamping(YamlNode node) {
        if (node instanceof YamlNode.Scalar) {
            return Values.truth(node) ? FlapDamping.DEFAULT : FlapDamping.OFF;
        }
        Section section = Section.of(node, "flap damping");
        FlapDamping usual = FlapDamping.DEFAULT;
        int free = section.get("free", Values.integer(0, MOST_FREE), usual.free());
        Duration shorter = section.get("shorterThan", Values::duration, usual.shorterThan());
        Duration first = section.get("first", Values::duration, usual.first());
        Duration most = section.get("most", Values::duration, usual.most());
        section.end();
        return section.checked(() -> new FlapDamping(free, shorter, first, most));
    }

    static PeerSecurity security(Section section) {
        Optional<String> written = section.find("password", Values::text);
        Optional<String> fromFile = section.find("passwordFile", EndpointReader::secret);
        if (written.isPresent() && fromFile.isPresent()) {
            throw new ConfigException(
                    section.placeOf("passwordFile"),
                    "a peer has either 'password' or 'passwordFile'; remove one");
        }
        PeerSecurity security =
                written.or(() -> fromFile)
                        .map(text -> section.checked(() -> PeerSecurity.NONE.withPassword(text)))
                        .orElse(PeerSecurity.NONE);
        return section.find("ttlSecurity", Values.integer(1, 254))
                .map(security::withHops)
                .orElse(security);
    }

    private static String secret(YamlNode node) {
        Path file = Values.path(node);
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ConfigException(
                    node.place(),
                    "the password file "
                            + file
                            + " can't be read: "
                            + FailureText.of(e)
                            + "; create it, readable for this user");
        }
    }
}
