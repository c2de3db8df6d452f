package io.gingham.agent.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the two ways to the image together: `./gingham image` (build.sh) and the Dockerfile. No
/// engine is needed, and none tries the Dockerfile.
class ImageTest {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), ".."));

    private record Instruction(String word, String rest) {}

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    /// One instruction a logical line; `\\` joins lines, `#` begins a comment at a line's start
    /// only.
    private static List<Instruction> dockerfile() throws IOException {
        String joined =
                read("deploy/image/Dockerfile")
                        .replaceAll("(?m)^#.*\n", "")
                        .replaceAll("\\\\\n *", "");
        return joined.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split(" ", 2))
                .map(words -> new Instruction(words[0], words[1]))
                .toList();
    }

    private static List<String> all(String word) throws IOException {
        return dockerfile().stream()
                .filter(instruction -> instruction.word().equals(word))
                .map(Instruction::rest)
                .toList();
    }

    /// The configuration that build.sh writes into its archive.
    private static JsonNode configuration() throws IOException {
        Matcher config =
                Pattern.compile("printf '(\\{\"architecture\".*)' \\\\")
                        .matcher(read("deploy/image/build.sh"));
        assertTrue(config.find());
        return new ObjectMapper().readTree(config.group(1).replace("%s", "x")).path("config");
    }

    private static String version() throws IOException {
        Matcher version =
                Pattern.compile("(?m)^  <version>(.*)</version>").matcher(read("pom.xml"));
        assertTrue(version.find());
        return version.group(1);
    }

    @Test
    void theDockerfileHasOnlyInstructionsThatThereAre() throws IOException {
        Set<String> known =
                Set.of(
                        "ARG",
                        "FROM",
                        "COPY",
                        "ENV",
                        "RUN",
                        "WORKDIR",
                        "LABEL",
                        "ENTRYPOINT",
                        "CMD");
        for (Instruction instruction : dockerfile()) {
            assertTrue(known.contains(instruction.word()), instruction.toString());
        }
    }

    @Test
    void eachStageCopiesFromAnEarlierOne() throws IOException {
        List<String> stages = new ArrayList<>();
        for (Instruction instruction : dockerfile()) {
            Matcher stage = Pattern.compile(".* AS (\\w+)").matcher(instruction.rest());
            if (instruction.word().equals("FROM") && stage.matches()) {
                stages.add(stage.group(1));
            }
            Matcher from = Pattern.compile("--from=(\\w+) .*").matcher(instruction.rest());
            if (from.matches()) {
                assertTrue(stages.contains(from.group(1)), instruction.toString());
            }
        }
        assertEquals("scratch", all("FROM").getLast());
    }

    @Test
    void bothWaysMakeTheSameFilesFromTheSamePackages() throws IOException {
        assertTrue(all("RUN").contains("deploy/image/rootfs.sh /rootfs /cache"));
        assertTrue(all("COPY").contains("--from=build /rootfs /"));
        assertTrue(
                read("deploy/image/build.sh").contains("\"$here/rootfs.sh\" \"$rootfs\" \"$out\""));
        assertTrue(read("deploy/image/rootfs.sh").contains("\"$here/packages\""));
        assertTrue(read("deploy/image/rootfs.sh").contains("\"$here/stage.sh\" \"$rootfs\""));
    }

    @Test
    void bothImagesAreStartedAlike() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        JsonNode config = configuration();
        assertEquals(config.path("Entrypoint"), mapper.readTree(all("ENTRYPOINT").getFirst()));
        assertEquals(config.path("Cmd"), mapper.readTree(all("CMD").getFirst()));
        assertEquals(config.path("Env").get(0).asText(), all("ENV").getLast());
        for (String label : (Iterable<String>) config.path("Labels")::fieldNames) {
            assertTrue(all("LABEL").getFirst().contains(label + "="), label);
        }
    }

    @Test
    void theVersionIsThisOne() throws IOException {
        assertTrue(
                all("LABEL").getFirst().contains("image.version=\"" + version() + "\""),
                "the label");
        assertTrue(
                read("deploy/image/Dockerfile").contains("-t gingham/agent:" + version() + " ."),
                "the command in the comment");
    }

    @Test
    void theEntryPointTakesTheOptionsOfEveryAgentAndDaemon() throws IOException {
        takes("jvm.options");
        takes("bgp.options");
        String launcher = read("gingham");
        assertTrue(launcher.contains("@$root/felix-agent/jvm.options"), "the agent's");
        assertTrue(launcher.contains("@$root/felix-agent/bgp.options"), "the daemon's");
    }

    private static void takes(String file) throws IOException {
        String entry = read("deploy/image/gingham");
        assertTrue(entry.contains("options=" + file + "\n"), file);
        assertTrue(entry.contains(" @$own/$options "));
        assertTrue(
                read("deploy/image/stage.sh")
                        .contains("\"$root/felix-agent/" + file + "\" \"$own/" + file + "\""));
        // None may stand in both: the later one would win unseen.
        String exec = entry.substring(entry.indexOf("\nexec "));
        for (String option :
                read("felix-agent/" + file).lines().filter(line -> line.startsWith("-")).toList()) {
            assertTrue(!exec.contains(option.replaceAll("[=0-9].*", "")), option);
        }
    }

    /// Lab and benchmarks are modules of their own, which the agent does not name.
    @Test
    void imageAndArchiveHaveTheClassPathOfTheAgentAndNoOther() throws IOException {
        for (String script : List.of("deploy/image/stage.sh", "deploy/launcher/dist.sh")) {
            assertTrue(read(script).contains("IFS=: read -ra path <<<"), script);
            assertTrue(!read(script).contains("deploy/"), script);
        }
        String agents =
                "\"$root/felix-agent/cli/target/classes:$(<\"$root/felix-agent/cli/target/runtime.classpath\")\"";
        assertTrue(read("deploy/image/stage.sh").contains("read -ra path <<<" + agents));
        assertTrue(
                read("gingham")
                        .contains(
                                "dist.sh\" \"$(version)\" \\\n        "
                                        + agents
                                        + " \"$state/dist\""));
        for (String module : List.of("dataplane", "bgpd", "agent", "controller", "cli")) {
            String pom = read("felix-agent/" + module + "/pom.xml");
            assertTrue(!pom.contains("gingham-bench") && !pom.contains("gingham-lab"), module);
        }
    }

    @Test
    void thePackagesHaveTheProgramsThatTheAgentCalls() throws IOException {
        List<String> packages =
                read("deploy/image/packages")
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .toList();
        assertTrue(packages.containsAll(List.of("iptables", "ipset", "netbase", "dash")));
        assertTrue(packages.stream().allMatch(name -> name.matches("[a-z0-9][a-z0-9.+-]+")));
        assertEquals(packages.size(), Set.copyOf(packages).size());
    }

    @Test
    void whatTheBuildNeedsIsNotKeptFromIt() throws IOException {
        List<String> ignored =
                read(".dockerignore").lines().filter(line -> !line.startsWith("#")).toList();
        assertEquals(List.of(".git", ".gingham", "**/target"), ignored);
        try (Stream<Path> scripts = Files.list(ROOT.resolve("deploy/image"))) {
            for (Path script : scripts.filter(file -> file.toString().endsWith(".sh")).toList()) {
                assertTrue(Files.isExecutable(script), script.toString());
            }
        }
    }
}
