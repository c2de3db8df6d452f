package io.gingham.agent.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gingham.agent.bgpd.BgpDaemon;
import io.gingham.agent.bgpd.ConfigReader;
import io.gingham.bgp.speaker.PeerChange;
import io.gingham.bgp.speaker.PeerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// What docs/reference/bgp-run.md says of a key that changes while the daemon runs, tried key by
/// key.
@Timeout(120)
class ReloadDocTest {

    private static final Path PAGE =
            Path.of(System.getenv("GINGHAM_ROOT")).resolve("docs/reference/bgp-run.md");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Za-z]+)`[^|]*\\| (.*) \\|$");

    private static final String BASE = "{routerId: 10.0.0.1, asn: 65000, listen: none%s}";

    /// Of each key at the top, what is put behind the base, and what the page says in short.
    private static final List<List<String>> TOP =
            List.of(
                    List.of("routerId", "", "restart"),
                    List.of("asn", "", "restart"),
                    List.of("listen", "", "at once"),
                    List.of(
                            "peers",
                            ", peers: [{address: 10.0.0.2, asn: 65001, passive: true}]",
                            "at once"),
                    List.of("groups", ", groups: {g: {passive: true}}", "at once"),
                    List.of("filters", ", filters: {f: [{action: accept}]}", "at once"),
                    List.of("prefixLists", ", prefixLists: {l: [10.0.0.0/8]}", "at once"),
                    List.of("routes", ", routes: [10.7.0.0/16]", "at once"),
                    List.of("kernel", ", kernel: {import: {}}", "at once"),
                    List.of("kernel", ", kernel: {export: {}}", "restart"),
                    List.of("requirePolicy", ", requirePolicy: false", "at once"),
                    List.of("clusterId", ", clusterId: 1.2.3.4", "at once"),
                    List.of("alwaysCompareMed", ", alwaysCompareMed: true", "at once"),
                    List.of("multipath", ", multipath: 4", "at once"),
                    List.of("asPathRelax", ", asPathRelax: false", "at once"),
                    List.of("onStop", ", onStop: restart", "at once"),
                    List.of("stateFile", ", stateFile: %FOLDER%/state", "at once"),
                    List.of("selectionDeferral", ", selectionDeferral: 9s", "restart"),
                    List.of("socket", ", socket: /run/other.sock", "restart"),
                    List.of("metrics", ", metrics: '127.0.0.1:9'", "restart"),
                    List.of("bmp", ", bmp: {address: 127.0.0.1, port: 9}", "at once"));

    private static final String PEER = "address: 10.0.0.2, asn: 65001, import: all, export: all";

    /// Of each key of a peer: before, after, and what the page says in short.
    private static final List<List<String>> PEERS =
            List.of(
                    List.of("passive", "", "passive: true", "next session"),
                    List.of("port", "", "port: 1790", "next session"),
                    List.of("localAddress", "", "localAddress: 10.0.0.1", "next session"),
                    List.of("families", "", "families: [ipv4, ipv6]", "new session"),
                    List.of("nextHops", "", "nextHops: [10.0.0.9]", "at once"),
                    List.of("nextHop", "", "nextHop: self", "at once"),
                    List.of("routeServerClient", "", "routeServerClient: true", "at once"),
                    List.of("role", "", "role: peer", "new session"),
                    List.of(
                            "strictRole",
                            "role: peer",
                            "role: peer, strictRole: true",
                            "new session"),
                    List.of("strictRole", "role: peer, strictRole: true", "role: peer", "at once"),
                    List.of("allowedOwnAs", "", "allowedOwnAs: 1", "at once"),
                    List.of("addPath", "addPath: {send: 2}", "addPath: {send: 3}", "at once"),
                    List.of("addPath", "", "addPath: {receive: true}", "new session"),
                    List.of("prefixLimit", "prefixLimit: 9", "prefixLimit: 8", "at once"),
                    List.of("holdTime", "", "holdTime: 9s", "next session"),
                    List.of("connectRetry", "", "connectRetry: 9s", "at once"),
                    List.of("sendHoldTime", "", "sendHoldTime: 0", "at once"),
                    List.of("delayOpen", "", "delayOpen: 9s", "next session"),
                    List.of("errorWait", "", "errorWait: 9s", "at once"),
                    List.of("errorWait", "", "errorWait: {first: 1s, most: 9s}", "at once"),
                    List.of("flapDamping", "", "flapDamping: false", "at once"),
                    List.of("flapDamping", "", "flapDamping: {free: 9, first: 2s}", "at once"),
                    List.of("gracefulRestart", "", "gracefulRestart: {staleTime: 9s}", "at once"),
                    List.of(
                            "gracefulRestart",
                            "",
                            "gracefulRestart: {restartTime: 9s}",
                            "next session"),
                    List.of("gracefulRestart", "", "gracefulRestart: false", "new session"),
                    List.of("password", "", "password: x", "new session"),
                    List.of("ttlSecurity", "", "ttlSecurity: 1", "new session"));

    /// Known of peers by other tests: filters and BFD apply by themselves, another place is another
    /// peer, a group is its keys, and `reflectorClient` is for internal peers.
    private static final Set<String> ELSEWHERE =
            Set.of(
                    "address",
                    "asn",
                    "localAsn",
                    "name",
                    "interface",
                    "group",
                    "import",
                    "export",
                    "bfd",
                    "reflectorClient",
                    "passwordFile");

    @TempDir Path folder;

    private static Map<String, String> table(String heading) throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("| " + heading + " |");
        assertTrue(start > 0, "no table " + heading);
        int end = page.indexOf("\n\n", start);
        Map<String, String> rows = new LinkedHashMap<>();
        ROW.matcher(page.substring(start, end < 0 ? page.length() : end))
                .results()
                .forEach(row -> rows.put(row.group(1), row.group(2)));
        return rows;
    }

    private static Set<String> keysOf(List<List<String>> rows) {
        return rows.stream().map(List::getFirst).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyKeyOfTheReferenceHasItsRow() throws IOException {
        Map<String, String> top = table("key at the top | in force");
        Map<String, String> peer = table("key of a peer | in force");
        Set<String> described = new TreeSet<>(table("key | default | is").keySet());
        assertTrue(described.contains("alwaysCompareMed"), described.toString());
        described.removeAll(top.keySet());
        assertEquals(Set.of(), described);
        assertEquals(new TreeSet<>(top.keySet()), keysOf(TOP));
        Set<String> tried = keysOf(PEERS);
        tried.addAll(ELSEWHERE);
        assertEquals(new TreeSet<>(peer.keySet()), tried);
    }

    @Test
    void aPeersKeysDoWhatThePageSays() throws IOException {
        Map<String, String> page = table("key of a peer | in force");
        for (List<String> row : PEERS) {
            PeerConfig before = peer(row.get(1));
            PeerConfig after = peer(row.get(2));
            PeerChange change = PeerChange.between(before, after);
            List<String> found =
                    switch (row.get(3)) {
                        case "at once" -> change.now();
                        case "next session" -> change.later();
                        default -> change.anew();
                    };
            assertEquals(List.of(row.getFirst()), found, row + " " + change);
            assertTrue(
                    String.valueOf(page.get(row.getFirst())).contains(row.get(3)), row.toString());
        }
    }

    private static PeerConfig peer(String more) {
        String keys = PEER + (more.isEmpty() ? "" : ", " + more);
        String text = BASE.formatted(", peers: [{" + keys + "}]");
        return ConfigReader.parse("f", text).speaker().peers().getFirst();
    }

    @Test
    void theKeysAtTheTopDoWhatThePageSays() throws IOException {
        Map<String, String> page = table("key at the top | in force");
        Path file = folder.resolve("bgp.yaml");
        String socket = ", socket: " + folder.resolve("bgp.sock");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(BgpDaemon.class);
        logger.addAppender(log);
        String base = BASE.formatted(socket);
        Files.writeString(file, base);
        try (BgpDaemon daemon =
                new BgpDaemon(file, ConfigReader.read(file), UnaryOperator.identity())) {
            for (List<String> row : TOP) {
                List<String> said = reload(daemon, file, changed(base, socket, row), log);
                boolean waits = said.stream().anyMatch(line -> waits(line, row.getFirst()));
                assertEquals(row.get(2).equals("restart"), waits, row + " " + said);
                assertTrue(
                        String.valueOf(page.get(row.getFirst())).contains(row.get(2)),
                        row.toString());
                reload(daemon, file, base, log);
            }
        } finally {
            logger.detachAppender(log);
        }
    }

    private static boolean waits(String line, String key) {
        return line.contains(key)
                && (line.contains("restart") || line.contains("counts from the next start"));
    }

    private String changed(String base, String socket, List<String> row) {
        return switch (row.getFirst()) {
            case "routerId" -> base.replace("10.0.0.1", "10.0.0.7");
            case "asn" -> base.replace("65000", "65007");
            case "listen" ->
                    base.replace("listen: none", "listen: {address: 127.0.0.1, port: 1797}");
            case "socket" -> base.replace(socket, row.get(1));
            default -> base.replaceFirst("}$", row.get(1).replace("%FOLDER%", "" + folder) + "}");
        };
    }

    /// @return what the log says of it
    private static List<String> reload(
            BgpDaemon daemon, Path file, String text, ListAppender<ILoggingEvent> log)
            throws IOException {
        int before = log.list.size();
        Files.writeString(file, text);
        daemon.reload();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < end) {
            List<String> said =
                    new ArrayList<>(log.list)
                            .stream().skip(before).map(ILoggingEvent::getFormattedMessage).toList();
            if (said.stream().anyMatch(line -> line.contains("in force;") || stays(line))) {
                return said;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("no reload of " + text);
    }

    private static boolean stays(String line) {
        return Stream.of("stays in force", "configuration is in force").anyMatch(line::contains);
    }
}
