package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.PeerFeature.ADD_PATH;
import static io.gingham.bgp.interop.PeerFeature.GRACEFUL_RESTART;
import static io.gingham.bgp.interop.PeerFeature.LONG_LIVED;
import static io.gingham.bgp.interop.PeerFeature.OTHER_PEER;
import static io.gingham.bgp.interop.PeerFeature.PREFIX_LIMIT;
import static io.gingham.bgp.interop.PeerFeature.REFLECTOR;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.bgp.speaker.Await;
import io.gingham.bgp.speaker.TestSpeaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// FRR 8: bgpd, and zebra that tells it which next hops there are.
final class Frr implements PeerDaemon {

    /// Its privileges' group must be one that exists in a namespace of one user; and it leaves a
    /// folder for each process where its crashes would be written.
    private static final String AS_ROOT =
            "sed 's/^frrvty:.*/frrvty:x:0:root/' /etc/group >%1$s/group"
                    + " && mount --bind %1$s/group /etc/group"
                    + " && mkdir -p /var/tmp/frr && mount -t tmpfs tmpfs /var/tmp/frr && exec /usr/lib/frr/%2$s"
                    + " -f %1$s/%2$s.conf -u root -g root -i %1$s/%2$s.pid --vty_socket %1$s"
                    + " -P 0 -z %1$s/zserv.api --log stdout";

    private final PeerNetwork.Place place;
    private final Path folder;
    private final DaemonProcess zebra;
    private final DaemonProcess bfdd;
    private final DaemonProcess bgpd;
    private String neighbor = "";

    Frr(PeerNetwork.Place place, Path folder) {
        this.place = place;
        this.folder = folder;
        this.zebra = new DaemonProcess(place, folder, "zebra");
        this.bfdd = new DaemonProcess(place, folder, "bfdd");
        this.bgpd = new DaemonProcess(place, folder, "bgpd");
    }

    @Override
    public PeerNetwork.Place place() {
        return place;
    }

    @Override
    public void start(PeerScript script, boolean restarting) {
        boolean unnumbered = script.has(PeerFeature.UNNUMBERED);
        neighbor = unnumbered ? PeerNetwork.UPLINK : script.ourAddress();
        if (!zebra.runs()) {
            startZebra(zebra, folder, "");
        }
        if (script.has(PeerFeature.BFD) && !bfdd.runs()) {
            bfdd.write("bfdd.conf", "");
            String control = " --bfdctl " + folder.resolve("bfdd.sock");
            bfdd.start("sh", "-c", AS_ROOT.formatted(folder, "bfdd") + control);
            // What bgpd wants of it before that is lost.
            Await.until(
                    "zebra knows bfdd",
                    TestSpeaker.LIMIT,
                    () -> vtysh("show zebra client summary").contains("bfd"));
        }
        startBgpd(config(script));
    }

    /// As an operator wrote it.
    void startWith(String config) {
        startZebra(zebra, folder, "");
        startBgpd(config);
    }

    private void startBgpd(String config) {
        bgpd.write("bgpd.conf", config);
        bgpd.start("sh", "-c", AS_ROOT.formatted(folder, "bgpd"));
    }

    private static void startZebra(DaemonProcess process, Path folder, String config) {
        process.write("zebra.conf", config);
        process.start("unshare", "-m", "sh", "-c", AS_ROOT.formatted(folder, "zebra"));
        Path socket = folder.resolve("zserv.api");
        Await.until("zebra listens", TestSpeaker.LIMIT, () -> Files.exists(socket));
    }

    /// Tells whoever is on a link of ours that we are there, by Router Advertisements: FRR looks
    /// for its unnumbered neighbours among those who do.
    static DaemonProcess advertise(Path folder, String interfaceName) {
        DaemonProcess process = new DaemonProcess(PeerNetwork.OURS, folder, "advertiser");
        startZebra(
                process,
                folder,
                """
                interface %s
                 no ipv6 nd suppress-ra
                 ipv6 nd ra-interval 1
                """
                        .formatted(interfaceName));
        return process;
    }

    private String config(PeerScript script) {
        StringBuilder text = new StringBuilder();
        text.append("debug bgp neighbor-events\n");
        text.append("router bgp ").append(script.as()).append('\n');
        line(text, "bgp router-id " + place.address());
        line(text, "no bgp ebgp-requires-policy");
        line(text, "no bgp network import-check");
        line(text, "no bgp default ipv4-unicast");
        if (script.has(GRACEFUL_RESTART) || script.has(LONG_LIVED)) {
            line(text, "bgp graceful-restart");
            line(text, "bgp graceful-restart preserve-fw-state");
            int time = script.has(LONG_LIVED) ? PeerScript.SHORT_RESTART : PeerScript.RESTART;
            line(text, "bgp graceful-restart restart-time " + time);
        }
        if (script.has(LONG_LIVED)) {
            line(text, "bgp long-lived-graceful-restart stale-time " + PeerScript.LONG_LIVED);
        }
        String link = script.has(PeerFeature.UNNUMBERED) ? " interface" : "";
        line(text, "neighbor " + neighbor + link + " remote-as " + script.ours());
        line(text, "neighbor " + neighbor + " timers connect 1");
        for (PeerFeature feature : script.features()) {
            String option = option(feature);
            if (!option.isEmpty()) {
                line(text, "neighbor " + neighbor + " " + option);
            }
        }
        if (script.has(OTHER_PEER)) {
            String other = "neighbor " + PeerNetwork.OTHERS.address();
            line(text, other + " remote-as " + script.others());
            line(text, other + " timers connect 1");
        }
        family(text, script, false);
        family(text, script, true);
        return text.append(communities(script)).toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(' ').append(line).append('\n');
    }

    private void family(StringBuilder text, PeerScript script, boolean six) {
        line(text, "address-family " + (six ? "ipv6" : "ipv4") + " unicast");
        String with = script.has(PeerFeature.COMMUNITIES) ? " route-map COLOURS" : "";
        script.routes(six).forEach(route -> line(text, "network " + route + with));
        line(text, "neighbor " + neighbor + " activate");
        if (script.has(ADD_PATH)) {
            line(text, "neighbor " + neighbor + " addpath-tx-all-paths");
        }
        if (script.has(REFLECTOR)) {
            line(text, "neighbor " + neighbor + " route-reflector-client");
        }
        if (script.has(PREFIX_LIMIT)) {
            line(text, "neighbor " + neighbor + " maximum-prefix " + PeerScript.PREFIX_LIMIT);
        }
        if (script.has(OTHER_PEER) && !six) {
            String other = "neighbor " + PeerNetwork.OTHERS.address();
            line(text, other + " activate");
            if (script.has(REFLECTOR)) {
                line(text, other + " route-reflector-client");
            }
        }
        line(text, "exit-address-family");
    }

    private static String communities(PeerScript script) {
        return """
        route-map COLOURS permit 10
         set community %1$d:1
         set extcommunity rt %1$d:2
         set large-community %1$d:3:4
        """
                .formatted(script.as());
    }

    private static String option(PeerFeature feature) {
        return switch (feature) {
            case OVER_IPV6 -> "capability extended-nexthop";
            case PASSIVE -> "passive";
            case PASSWORD -> "password " + PeerScript.PASSWORD;
            case TTL_SECURITY -> "ttl-security hops 1";
            case PROVIDER -> "local-role provider";
            case CUSTOMER -> "local-role customer";
            case BFD -> "bfd 3 %1$d %1$d".formatted(PeerScript.BFD_MILLIS);
            case UNNUMBERED,
                    GRACEFUL_HELPER, // always
                    GRACEFUL_RESTART,
                    LONG_LIVED,
                    ADD_PATH,
                    REFLECTOR,
                    PREFIX_LIMIT,
                    EXTENDED_MESSAGES, // always announced
                    COMMUNITIES,
                    OTHER_PEER ->
                    "";
        };
    }

    private String vtysh(String command) {
        return place.output("vtysh", "--vty_socket", folder.toString(), "-c", command);
    }

    private void configure(String line) {
        place.output(
                "vtysh",
                "--vty_socket",
                folder.toString(),
                "-c",
                "configure terminal",
                "-c",
                "router bgp",
                "-c",
                line);
    }

    @Override
    public void kill() {
        bgpd.kill();
    }

    @Override
    public boolean established() {
        return session().contains("BGP state = Established");
    }

    @Override
    public List<SeenPath> paths(String prefix) {
        String family = prefix.contains(":") ? "ipv6" : "ipv4";
        JsonNode answer = Json.read(vtysh("show bgp " + family + " unicast " + prefix + " json"));
        return StreamSupport.stream(answer.path("paths").spliterator(), false)
                .filter(path -> !path.path("local").asBoolean())
                .map(Frr::path)
                .toList();
    }

    private static SeenPath path(JsonNode path) {
        String clusters =
                StreamSupport.stream(path.path("clusterList").path("list").spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(" "));
        String as = path.path("aspath").path("string").asText();
        return new SeenPath(
                as.equals("Local") ? "" : as,
                path.path("nexthops").path(0).path("ip").asText(),
                path.path("locPrf").asLong(),
                communities(path),
                path.path("originatorId").asText(),
                clusters,
                path.path("otc").asText());
    }

    private static Set<String> communities(JsonNode path) {
        Set<String> communities = new HashSet<>();
        for (String kind : List.of("community", "extendedCommunity", "largeCommunity")) {
            for (String word : path.path(kind).path("string").asText().split(" ")) {
                String plain = word.toLowerCase(Locale.ROOT);
                communities.add(plain.equals("llgr-stale") ? SeenPath.LLGR_STALE : plain);
            }
        }
        communities.remove("");
        return communities;
    }

    @Override
    public String session() {
        return vtysh("show bgp neighbors " + neighbor);
    }

    @Override
    public String log() {
        return bgpd.said();
    }

    @Override
    public void refresh() {
        vtysh("clear bgp ipv4 unicast " + neighbor + " soft in");
        vtysh("clear bgp ipv6 unicast " + neighbor + " soft in");
    }

    @Override
    public void shutdown(String reason) {
        configure("neighbor " + neighbor + " shutdown message " + reason);
    }

    @Override
    public void reset() {
        vtysh("clear bgp " + neighbor);
    }

    @Override
    public void close() {
        bgpd.kill();
        bfdd.kill();
        zebra.kill();
    }
}
