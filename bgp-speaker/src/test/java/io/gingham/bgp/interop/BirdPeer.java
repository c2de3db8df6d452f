package io.gingham.bgp.interop;

import static io.gingham.bgp.interop.PeerFeature.ADD_PATH;
import static io.gingham.bgp.interop.PeerFeature.OTHER_PEER;
import static io.gingham.bgp.interop.PeerFeature.OVER_IPV6;
import static io.gingham.bgp.interop.PeerFeature.PREFIX_LIMIT;

import io.gingham.routers.Bird;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// BIRD 2.
final class BirdPeer implements PeerDaemon {

    private static final Pattern COMMUNITY = Pattern.compile("\\(([^)]*)\\)");

    private final PeerNetwork.Place place;
    private final Bird bird;

    BirdPeer(PeerNetwork.Place place, Path folder) {
        this.place = place;
        this.bird = new Bird(place.netns(), folder);
    }

    @Override
    public PeerNetwork.Place place() {
        return place;
    }

    @Override
    public void start(PeerScript script, boolean restarting) {
        script.without(PeerFeature.UNNUMBERED);
        bird.start(config(script), restarting ? new String[] {"-R"} : new String[0]);
    }

    /// As an operator wrote it.
    void startWith(String config) {
        bird.start(config);
    }

    /// With routes of both families to tell, and one session.
    ///
    /// @param session the body of its BGP protocol: who speaks with whom, its channels
    /// @param protocols whole protocols beside
    void startSession(String session, String protocols, String... options) {
        bird.start(
                head()
                        + routes(PeerScript.external())
                        + """
                        protocol bgp gingham {
                          %s
                          connect delay time 1; connect retry time 1; error wait time 1,2;
                        }
                        %s
                        """
                                .formatted(session, protocols),
                options);
    }

    private String head() {
        return bird.head(place.address()) + "graceful restart wait 20;\n";
    }

    private static String routes(PeerScript script) {
        return """
        protocol static { ipv4; %s }
        protocol static six { ipv6; %s }
        """
                .formatted(routes(script, false), routes(script, true));
    }

    private String config(PeerScript script) {
        String text =
                head()
                        + routes(script)
                        + """
                        protocol bfd { interface "*" { interval %d ms; }; }
                        protocol bgp gingham {
                          local %s as %d; neighbor %s as %d; direct;
                          connect delay time 1; connect retry time 1; error wait time 1,2; startup hold time 10;
                          %s
                          ipv4 { %s }; ipv6 { %s };
                        }
                        """
                                .formatted(
                                        PeerScript.BFD_MILLIS,
                                        script.has(OVER_IPV6) ? place.address6() : place.address(),
                                        script.as(),
                                        script.ourAddress(),
                                        script.ours(),
                                        script.features().stream()
                                                .map(BirdPeer::option)
                                                .collect(Collectors.joining(" ")),
                                        channel(
                                                script,
                                                script.has(OVER_IPV6)
                                                        ? "extended next hop on;"
                                                        : ""),
                                        channel(
                                                script,
                                                "next hop address " + place.address6() + ";"));
        return script.has(OTHER_PEER) ? text + otherPeer(script) : text;
    }

    private static String routes(PeerScript script, boolean six) {
        String with = script.has(PeerFeature.COMMUNITIES) ? communities(script.as()) : "";
        return script.routes(six).stream()
                .map(route -> "route " + route + " blackhole" + with + ";")
                .collect(Collectors.joining(" "));
    }

    private static String communities(long as) {
        return " { bgp_community.add((%1$d,1)); bgp_ext_community.add((rt,%1$d,2)); bgp_large_community.add((%1$d,3,4)); }"
                .formatted(as);
    }

    private String otherPeer(PeerScript script) {
        String client = script.has(PeerFeature.REFLECTOR) ? "rr client;" : "";
        return """
        protocol bgp second {
          local %s as %d; neighbor %s as %d; direct; %s
          connect delay time 1; connect retry time 1; error wait time 1,2;
          ipv4 { import all; export all; };
        }
        """
                .formatted(
                        place.address(),
                        script.as(),
                        PeerNetwork.OTHERS.address(),
                        script.others(),
                        client);
    }

    private static String option(PeerFeature feature) {
        return switch (feature) {
            case PASSIVE -> "passive on;";
            case PASSWORD -> "password \"" + PeerScript.PASSWORD + "\";";
            case TTL_SECURITY -> "ttl security on;";
            case GRACEFUL_RESTART -> "graceful restart on; graceful restart time 120;";
            case LONG_LIVED ->
                    "graceful restart on; graceful restart time %d; long lived graceful restart on; long lived stale time %d;"
                            .formatted(PeerScript.SHORT_RESTART, PeerScript.LONG_LIVED);
            case REFLECTOR -> "rr client;";
            case PROVIDER -> "local role provider;";
            case CUSTOMER -> "local role customer;";
            case EXTENDED_MESSAGES -> "enable extended messages on;";
            case BFD -> "bfd on;";
            case UNNUMBERED, // refused
                    GRACEFUL_HELPER, // always
                    OVER_IPV6,
                    ADD_PATH,
                    PREFIX_LIMIT,
                    COMMUNITIES,
                    OTHER_PEER ->
                    "";
        };
    }

    private static String channel(PeerScript script, String more) {
        String paths = script.has(ADD_PATH) ? "add paths on; " : "";
        String limit =
                script.has(PREFIX_LIMIT)
                        ? "import limit " + PeerScript.PREFIX_LIMIT + " action restart; "
                        : "";
        return "import all; export all; " + paths + limit + more;
    }

    /// What it answers to a command of its operator.
    String birdc(String... command) {
        return bird.ask(command);
    }

    /// To BIRD's process; the kernel goes on to answer for it.
    void signal(String name) {
        bird.process().signal(name);
    }

    @Override
    public void kill() {
        bird.process().kill();
    }

    @Override
    public boolean established() {
        return birdc("show", "protocols", "gingham").contains("Established");
    }

    @Override
    public List<SeenPath> paths(String prefix) {
        List<SeenPath> paths = new ArrayList<>();
        Map<String, String> facts = new HashMap<>();
        for (String line : birdc("show", "route", "all", prefix).lines().toList()) {
            if (!line.startsWith("\t")) {
                add(paths, facts);
                facts.clear();
            } else if (line.strip().startsWith("BGP.")) {
                String[] words = line.strip().split(":", 2);
                facts.put(words[0], words[1].strip());
            }
        }
        add(paths, facts);
        return paths;
    }

    private static void add(List<SeenPath> paths, Map<String, String> facts) {
        if (!facts.containsKey("BGP.next_hop")) {
            return;
        }
        Set<String> communities =
                COMMUNITY
                        .matcher(
                                facts.getOrDefault("BGP.community", "")
                                        + facts.getOrDefault("BGP.ext_community", "")
                                        + facts.getOrDefault("BGP.large_community", ""))
                        .results()
                        .map(found -> found.group(1).replace(" ", "").replace(',', ':'))
                        .collect(Collectors.toSet());
        paths.add(
                new SeenPath(
                        facts.getOrDefault("BGP.as_path", ""),
                        facts.getOrDefault("BGP.next_hop", "").split(" ")[0],
                        Long.parseLong(facts.getOrDefault("BGP.local_pref", "0")),
                        communities,
                        facts.getOrDefault("BGP.originator_id", ""),
                        facts.getOrDefault("BGP.cluster_list", ""),
                        facts.getOrDefault("BGP.otc", "")));
    }

    @Override
    public String session() {
        return birdc("show", "protocols", "all", "gingham");
    }

    @Override
    public String log() {
        return bird.process().log();
    }

    @Override
    public void refresh() {
        birdc("reload", "in", "gingham");
    }

    @Override
    public void shutdown(String reason) {
        birdc("disable", "gingham", "\"" + reason + "\"");
    }

    @Override
    public void reset() {
        birdc("restart", "gingham");
    }

    @Override
    public void close() {
        bird.close();
    }
}
