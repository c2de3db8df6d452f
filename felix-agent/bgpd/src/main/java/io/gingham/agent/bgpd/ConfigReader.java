package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.DaemonConfig.Listen;
import io.gingham.agent.bgpd.DaemonConfig.OnStop;
import io.gingham.agent.bgpd.yaml.ConfigException;
import io.gingham.agent.bgpd.yaml.Place;
import io.gingham.agent.bgpd.yaml.Section;
import io.gingham.agent.bgpd.yaml.Values;
import io.gingham.agent.bgpd.yaml.YamlNode;
import io.gingham.agent.bgpd.yaml.YamlNode.Mapping;
import io.gingham.agent.bgpd.yaml.YamlNode.Sequence;
import io.gingham.agent.bgpd.yaml.YamlTree;
import io.gingham.bgp.bmp.BmpConfig;
import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.speaker.DecisionConfig;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.PeerEndpoint;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.value.AsNumber;
import io.gingham.value.FailureText;
import io.gingham.value.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The daemon's file, read into what it means. Pure but for the files of passwords, and a look
/// whether the state file can be written.
public final class ConfigReader {

    /// Far above what a kernel would take side by side.
    private static final int MOST_PATHS = 256;

    private ConfigReader() {}

    /// @throws ConfigException if it can't be used
    public static DaemonConfig read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw unreadable(file, "there is no such file");
        } catch (CharacterCodingException e) {
            throw unreadable(file, "it is not UTF-8");
        } catch (IOException e) {
            throw unreadable(file, "it can't be read: " + FailureText.of(e));
        }
    }

    private static ConfigException unreadable(Path file, String why) {
        return new ConfigException(new Place(file.toString(), 0, 0), why);
    }

    /// @param file its name, for messages
    public static DaemonConfig parse(String file, String text) {
        Section top = new Section(YamlTree.read(file, text), "the configuration");
        RouterId routerId = top.require("routerId", ConfigReader::routerId);
        AsNumber asNumber = top.require("asn", Values::asNumber);
        Optional<InetSocketAddress> listen =
                top.get("listen", ConfigReader::listen, Optional.of(anywhere()));
        PolicyReader policies = new PolicyReader(top);
        Map<String, Mapping> groups =
                top.get("groups", Values.named("peer groups", ConfigReader::group), Map.of());
        PeerReader reader = new PeerReader(groups, policies, specific(listen));
        List<PeerConfig> peers = top.get("peers", node -> peers(node, reader), List.of());
        SpeakerConfig speaker = speaker(top, asNumber, routerId, listen, peers);
        KernelReader.Kernel kernel =
                top.get(
                        "kernel",
                        node -> KernelReader.read(node, policies),
                        KernelReader.Kernel.NONE);
        DaemonConfig config =
                new DaemonConfig(
                        speaker,
                        top.get("routes", RouteReader::read, Map.of()),
                        top.get("socket", Values::path, DaemonConfig.DEFAULT_SOCKET),
                        top.find("metrics", ConfigReader::metrics),
                        top.get(
                                "onStop",
                                Values.word(
                                        Map.of(
                                                "shutdown", OnStop.SHUTDOWN,
                                                "restart", OnStop.RESTART)),
                                OnStop.SHUTDOWN),
                        top.find("stateFile", StateFile::read),
                        kernel.export(),
                        kernel.imported());
        top.end();
        return config;
    }

    private static SpeakerConfig speaker(
            Section top,
            AsNumber asNumber,
            RouterId routerId,
            Optional<InetSocketAddress> listen,
            List<PeerConfig> peers) {
        Duration deferral =
                top.get(
                        "selectionDeferral",
                        Values::duration,
                        SpeakerConfig.DEFAULT_SELECTION_DEFERRAL);
        boolean requirePolicy = top.get("requirePolicy", Values::truth, true);
        RouterId clusterId = top.get("clusterId", ConfigReader::routerId, routerId);
        DecisionConfig decision =
                new DecisionConfig(
                        top.get("alwaysCompareMed", Values::truth, false),
                        top.get("multipath", Values.integer(1, MOST_PATHS), 1),
                        top.get("asPathRelax", Values::truth, true));
        BmpConfig monitoring =
                top.get("bmp", node -> MonitorReader.read(node, routerId), BmpConfig.NONE);
        return top.checked(
                () ->
                        new SpeakerConfig(
                                asNumber,
                                routerId,
                                listen,
                                peers,
                                false,
                                deferral,
                                requirePolicy,
                                clusterId,
                                decision,
                                monitoring));
    }

    private static RouterId routerId(YamlNode node) {
        return Values.parsed(
                node,
                "a router ID as 10.9.0.1, and not 0.0.0.0",
                text -> RouterId.of(IpAddress.parse(text)));
    }

    private static InetSocketAddress anywhere() {
        return new InetSocketAddress(PeerEndpoint.BGP_PORT);
    }

    /// `none`, or an address and a port.
    private static Optional<InetSocketAddress> listen(YamlNode node) {
        if (node instanceof YamlNode.Scalar(var place, var text) && text.equals("none")) {
            return Optional.empty();
        }
        Section section = Section.of(node, "where to listen (or none)");
        int port = section.get("port", Values.integer(1, 0xffff), PeerEndpoint.BGP_PORT);
        Optional<IpAddress> address = section.find("address", Values::address);
        section.end();
        return Optional.of(
                address.map(at -> new InetSocketAddress(at.toInetAddress(), port))
                        .orElseGet(() -> new InetSocketAddress(port)));
    }

    private static Optional<IpAddress> specific(Optional<InetSocketAddress> listen) {
        return listen.map(address -> IpAddress.of(address.getAddress()))
                .filter(address -> !address.isUnspecified());
    }

    private static Listen metrics(YamlNode node) {
        return Values.parsed(node, "ADDRESS:PORT, as 127.0.0.1:9101", ConfigReader::hostAndPort);
    }

    /// @throws IllegalArgumentException if it is not `ADDRESS:PORT`
    public static Listen hostAndPort(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        String host = text.substring(0, Math.max(colon, 0)).replaceAll("^\\[(.*)]$", "$1");
        if (colon < 0 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 0xffff) {
            throw new IllegalArgumentException("'" + text + "' is not of that form");
        }
        return new Listen(
                (host.isEmpty() ? IpAddress.ipv4(0) : IpAddress.parse(host).unmapped()).toString(),
                Integer.parseInt(port));
    }

    private static Mapping group(YamlNode node) {
        if (node instanceof Mapping mapping) {
            return mapping;
        }
        throw new ConfigException(node.place(), "expected keys of a peer, seen " + node.describe());
    }

    private static List<PeerConfig> peers(YamlNode node, PeerReader reader) {
        if (!(node instanceof Sequence(var place, var items))) {
            throw new ConfigException(
                    node.place(), "expected a list of peers, seen " + node.describe());
        }
        List<PeerConfig> peers = new ArrayList<>();
        Map<String, Place> seen = new HashMap<>();
        for (YamlNode item : items) {
            PeerConfig peer = reader.read(item);
            refuseTwin(seen, "name '" + peer.name() + "'", item.place());
            refuseTwin(seen, "address " + EndpointReader.place(peer.endpoint()), item.place());
            peers.add(peer);
        }
        return peers;
    }

    private static void refuseTwin(Map<String, Place> seen, String what, Place place) {
        Place before = seen.putIfAbsent(what, place);
        if (before != null) {
            throw new ConfigException(
                    place,
                    "another peer, in line "
                            + before.line()
                            + ", has the "
                            + what
                            + "; give it another one, or remove one of them");
        }
    }
}
