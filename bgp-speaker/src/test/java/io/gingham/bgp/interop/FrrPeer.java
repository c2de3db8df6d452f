package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.PeerFeature.ADD_PATH;
import static io.gingham.bgp.interop.PeerFeature.GRACEFUL_RESTART;
import static io.gingham.bgp.interop.PeerFeature.LONG_LIVED;
import static io.gingham.bgp.interop.PeerFeature.OTHER_PEER;
import static io.gingham.bgp.interop.PeerFeature.PREFIX_LIMIT;
import static io.gingham.bgp.interop.PeerFeature.REFLECTOR;
import static io.gingham.routers.Frr.Daemon.BFDD;
import static io.gingham.routers.Frr.Daemon.BGPD;
import static io.gingham.routers.Frr.Daemon.ZEBRA;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.routers.Frr;
import io.gingham.routers.Netns;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// FRR 8: bgpd, and zebra that tells it which next hops there are.
final class FrrPeer implements PeerDaemon {

    private final PeerNetwork.Place place;
    private final Frr frr;
    private String neighbor = "";

    FrrPeer(PeerNetwork.Place place, Path folder) {
        this.place = place;
        this.frr = new Frr(place.netns(), folder);
    }

    @Override
    public PeerNetwork.Place place() {
        return place;
    }

    @Override
    public void start(PeerScript script, boolean restarting) {
        boolean unnumbered = script.has(PeerFeature.UNNUMBERED);
        neighbor = unnumbered ? PeerNetwork.UPLINK : script.ourAddress();
        startUnlessItRuns(ZEBRA, "");
        if (script.has(PeerFeature.BFD)) {
            startUnlessItRuns(BFDD, "");
        }
        frr.start(BGPD, config(script));
    }

    private void startUnlessItRuns(Frr.Daemon daemon, String config) {
        if (!frr.process(daemon).runs()) {
            frr.start(daemon, config);
        }
    }

    /// As an operator wrote it.
    void startWith(String config) {
        frr.start(ZEBRA, "");
        frr.start(BGPD, config);
    }

    /// As an operator wrote it, with BFD.
    void startWith(String config, String bfd) {
        frr.start(ZEBRA, "");
        frr.start(BFDD, bfd);
        frr.start(BGPD, config);
    }

    /// Tells whoever is on a link of ours that we are there, by Router Advertisements: FRR looks
    /// for its unnumbered neighbours among those who do.
    static Frr advertise(Path folder, String interfaceName) {
        Frr advertiser = new Frr(Netns.OWN, folder);
        advertiser.start(
                ZEBRA,
                """
                interface %s
                 no ipv6 nd suppress-ra
                 ipv6 nd ra-interval 1
                """
                        .formatted(interfaceName));
        return advertiser;
    }

    private String config(PeerScript script) {
        StringBuilder text = new StringBuilder();
        text.append("debug bgp neighbor-events\n");
        text.append(Frr.head(script.as(), place.address()));
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

    /// What it answers to its operator's commands.
    String vtysh(String... commands) {
        return frr.ask(commands);
    }

    /// To all its daemons; the kernel goes on to answer for them.
    void signal(String name) {
        frr.signal(name);
    }

    private void configure(String line) {
        vtysh("configure terminal", "router bgp", line);
    }

    @Override
    public void kill() {
        frr.process(BGPD).kill();
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
                .map(FrrPeer::path)
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
        return frr.process(BGPD).log();
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
        frr.close();
    }
}
