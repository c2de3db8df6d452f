package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.PeerFeature.ADD_PATH;
import static io.gingham.bgp.interop.PeerFeature.GRACEFUL_HELPER;
import static io.gingham.bgp.interop.PeerFeature.GRACEFUL_RESTART;
import static io.gingham.bgp.interop.PeerFeature.LONG_LIVED;
import static io.gingham.bgp.interop.PeerFeature.OTHER_PEER;
import static io.gingham.bgp.interop.PeerFeature.PASSIVE;
import static io.gingham.bgp.interop.PeerFeature.PASSWORD;
import static io.gingham.bgp.interop.PeerFeature.PREFIX_LIMIT;
import static io.gingham.bgp.interop.PeerFeature.REFLECTOR;
import static io.gingham.bgp.interop.PeerFeature.TTL_SECURITY;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.bgp.message.Community;
import io.gingham.routers.GoBgp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// GoBGP 3. Its routes are not configured but told, after each start and before the session: a
/// speaker that restarts would else end its routes with the marker before it has any.
final class GoBgpPeer implements PeerDaemon {

    private final PeerNetwork.Place place;
    private final GoBgp gobgp;
    private String neighbor = "";

    GoBgpPeer(PeerNetwork.Place place, Path folder) {
        this.place = place;
        this.gobgp = new GoBgp(place.netns(), folder);
    }

    @Override
    public PeerNetwork.Place place() {
        return place;
    }

    @Override
    public void start(PeerScript script, boolean restarting) {
        script.without(
                PeerFeature.BFD,
                PeerFeature.UNNUMBERED,
                PeerFeature.PROVIDER,
                PeerFeature.CUSTOMER,
                PeerFeature.EXTENDED_MESSAGES);
        neighbor = script.ourAddress();
        gobgp.start(config(script), restarting ? new String[] {"-r"} : new String[0]);
        String nextHop = script.has(PeerFeature.OVER_IPV6) ? place.address6() : place.address();
        script.routes(false).forEach(route -> announce(script, "ipv4", route, nextHop));
        script.routes(true).forEach(route -> announce(script, "ipv6", route, place.address6()));
        gobgp.ask("neighbor", neighbor, "enable");
    }

    private void announce(PeerScript script, String family, String route, String nextHop) {
        List<String> words = new ArrayList<>(List.of("global", "rib", "add", route, "-a", family));
        words.addAll(List.of("nexthop", nextHop, "origin", "igp"));
        if (script.has(PeerFeature.COMMUNITIES)) {
            words.addAll(List.of("community", script.as() + ":1", "rt", script.as() + ":2"));
            words.addAll(List.of("large-community", script.as() + ":3:4"));
        }
        gobgp.ask(words.toArray(String[]::new));
    }

    private String config(PeerScript script) {
        StringBuilder text = new StringBuilder();
        text.append(GoBgp.head(script.as(), place.address()));
        text.append(GoBgp.neighbor(neighbor, script.ours())).append("admin-down = true\n");
        if (script.has(PASSWORD)) {
            text.append("auth-password = \"").append(PeerScript.PASSWORD).append("\"\n");
        }
        if (script.has(PASSIVE)) {
            text.append("[neighbors.transport.config]\npassive-mode = true\n");
        }
        if (script.has(TTL_SECURITY)) {
            text.append("[neighbors.ttl-security.config]\nenabled = true\nttl-min = 255\n");
        }
        if (restarts(script)) {
            int time = script.has(LONG_LIVED) ? PeerScript.SHORT_RESTART : PeerScript.RESTART;
            text.append("[neighbors.graceful-restart.config]\nenabled = true\n");
            text.append("restart-time = ").append(time).append('\n');
            text.append("notification-enabled = true\n");
            text.append("long-lived-enabled = ").append(script.has(LONG_LIVED)).append('\n');
        }
        text.append(reflector(script)).append(times());
        text.append(family(script, "ipv4-unicast")).append(family(script, "ipv6-unicast"));
        if (script.has(OTHER_PEER)) {
            text.append(GoBgp.neighbor(PeerNetwork.OTHERS.address(), script.others()));
            text.append(reflector(script)).append(times());
        }
        return text.toString();
    }

    private static boolean restarts(PeerScript script) {
        return script.has(GRACEFUL_HELPER)
                || script.has(GRACEFUL_RESTART)
                || script.has(LONG_LIVED);
    }

    private static String times() {
        return "[neighbors.timers.config]\nconnect-retry = 1\nidle-hold-time-after-reset = 1\n";
    }

    private String reflector(PeerScript script) {
        return script.has(REFLECTOR)
                ? """
                [neighbors.route-reflector.config]
                route-reflector-client = true
                route-reflector-cluster-id = "%s"
                """
                        .formatted(place.address())
                : "";
    }

    private static String family(PeerScript script, String name) {
        StringBuilder text = new StringBuilder("[[neighbors.afi-safis]]\n");
        text.append("[neighbors.afi-safis.config]\nafi-safi-name = \"").append(name).append("\"\n");
        if (restarts(script)) {
            text.append("[neighbors.afi-safis.mp-graceful-restart.config]\nenabled = true\n");
        }
        if (script.has(LONG_LIVED)) {
            text.append("[neighbors.afi-safis.long-lived-graceful-restart.config]\n");
            text.append("enabled = true\nrestart-time = ").append(PeerScript.LONG_LIVED);
            text.append('\n');
        }
        if (script.has(ADD_PATH)) {
            text.append("[neighbors.afi-safis.add-paths.config]\nreceive = true\nsend-max = 8\n");
        }
        if (script.has(PREFIX_LIMIT)) {
            text.append("[neighbors.afi-safis.prefix-limit.config]\nmax-prefixes = ");
            text.append(PeerScript.PREFIX_LIMIT).append('\n');
        }
        return text.toString();
    }

    @Override
    public void kill() {
        gobgp.process().kill();
    }

    @Override
    public boolean established() {
        return session().contains("BGP state = ESTABLISHED");
    }

    @Override
    public List<SeenPath> paths(String prefix) {
        String family = prefix.contains(":") ? "ipv6" : "ipv4";
        JsonNode answer = Json.read(gobgp.ask("global", "rib", prefix, "-a", family, "-j"));
        return elements(answer.path(prefix))
                .filter(path -> path.has("neighbor-ip"))
                .map(GoBgpPeer::path)
                .toList();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static SeenPath path(JsonNode path) {
        JsonNode[] byType = new JsonNode[256];
        elements(path.path("attrs")).forEach(each -> byType[each.path("type").asInt()] = each);
        for (int i = 0; i < byType.length; i++) {
            byType[i] = byType[i] == null ? Json.read("{}") : byType[i];
        }
        String hop = byType[3].path("nexthop").asText();
        return new SeenPath(
                elements(byType[2].path("as_paths"))
                        .flatMap(segment -> elements(segment.path("asns")))
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(" ")),
                hop.isEmpty() ? byType[14].path("nexthop").asText() : hop,
                byType[5].path("value").asLong(),
                communities(byType),
                byType[9].path("value").asText(),
                elements(byType[10].path("value"))
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(" ")),
                "");
    }

    private static Set<String> communities(JsonNode... byType) {
        Set<String> all = new HashSet<>();
        for (JsonNode plain : byType[8].path("communities")) {
            all.add(new Community((int) plain.asLong()).toString());
        }
        for (JsonNode extended : byType[16].path("value")) {
            String kind = extended.path("subtype").asInt() == 2 ? "rt" : "other";
            all.add(kind + ":" + extended.path("value").asText());
        }
        for (JsonNode large : byType[32].path("value")) {
            all.add(
                    large.path("ASN").asText()
                            + ":"
                            + large.path("LocalData1").asText()
                            + ":"
                            + large.path("LocalData2").asText());
        }
        return all;
    }

    @Override
    public String session() {
        return gobgp.ask("neighbor", neighbor);
    }

    @Override
    public String log() {
        return gobgp.process().log();
    }

    /// GoBGP's own "softresetin" looks again at what it has stored, and asks nobody.
    @Override
    public void refresh() {
        throw new UnsupportedOperationException("GoBGP 3 answers ROUTE-REFRESH, but sends none");
    }

    @Override
    public void shutdown(String reason) {
        gobgp.ask("neighbor", neighbor, "shutdown", "--reason", reason);
    }

    @Override
    public void reset() {
        gobgp.ask("neighbor", neighbor, "enable");
    }

    @Override
    public void close() {
        gobgp.process().kill();
    }
}
