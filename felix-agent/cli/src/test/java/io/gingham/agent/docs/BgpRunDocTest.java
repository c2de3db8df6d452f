package io.gingham.agent.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.bgpd.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The reference of `bgp run` and of the metrics, held against the code.
class BgpRunDocTest {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), ".."));
    private static final Path PAGE = ROOT.resolve("docs/reference/bgp-run.md");
    private static final Path METRICS = ROOT.resolve("docs/reference/metrics.md");
    private static final Path SOURCES =
            ROOT.resolve("felix-agent/bgpd/src/main/java/io/gingham/agent");

    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");
    private static final Pattern KEY =
            Pattern.compile("(?:get|find|require)\\(\\s*\"([A-Za-z]+)\"");
    private static final Pattern METRIC = Pattern.compile("\"(peer_[a-z_]+|gingham[._a-z]+)\"");

    @Test
    void everyExampleCanBeUsed() throws IOException {
        List<String> examples = matches(EXAMPLE, Files.readString(PAGE)).toList();
        assertTrue(examples.size() >= 4, "only " + examples.size() + " examples");
        for (String example : examples) {
            // The page's password is not on this machine.
            String here = example.replaceAll(", passwordFile: \\S+}", "}");
            ConfigReader.parse(PAGE.toString(), here);
        }
    }

    @Test
    void everyKeyIsThere() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> keys = keys();
        assertTrue(keys.containsAll(Set.of("routerId", "prefixLimit", "med")), "" + keys);
        assertEquals(
                Set.of(),
                keys.stream()
                        .filter(key -> !page.contains("`" + key + "`"))
                        .collect(Collectors.toSet()));
    }

    @Test
    void everyMetricIsThere() throws IOException {
        String page = Files.readString(METRICS);
        String code =
                Files.readString(SOURCES.resolve("metrics/PeerCollector.java"))
                        + Files.readString(SOURCES.resolve("metrics/ConvergenceTimes.java"))
                        + Files.readString(SOURCES.resolve("metrics/MonitorCollector.java"))
                        + Files.readString(SOURCES.resolve("metrics/ConvergenceCollector.java"));
        Set<String> names =
                matches(METRIC, code)
                        .map(name -> name.replace('.', '_'))
                        .map(name -> name.startsWith("peer_") ? "gingham_bgp_" + name : name)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(names.contains("gingham_bgp_peer_state"), "" + names);
        assertEquals(
                Set.of(),
                names.stream().filter(name -> !page.contains(name)).collect(Collectors.toSet()));
    }

    private static Set<String> keys() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES.resolve("bgpd"))) {
            Set<String> keys = new TreeSet<>();
            for (Path file : files.filter(f -> f.toString().endsWith("Reader.java")).toList()) {
                matches(KEY, Files.readString(file)).forEach(keys::add);
            }
            return keys;
        }
    }

    private static Stream<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult match) -> match.group(1));
    }
}
