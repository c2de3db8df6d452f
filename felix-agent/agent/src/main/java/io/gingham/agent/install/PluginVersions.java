package io.gingham.agent.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.process.ProcessException;
import io.gingham.process.ProcessResult;
import io.gingham.process.ProcessRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which versions of the CNI specification programs speak, as their VERSION says. A program is
/// asked again when its file has changed.
final class PluginVersions {

    private static final Logger LOG = LoggerFactory.getLogger(PluginVersions.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int OUTPUT_LIMIT = 64 << 10;

    private record State(Object key, FileTime modified, long size) {}

    private record Answer(State of, Set<String> versions) {}

    private final ProcessRunner runner = ProcessRunner.confined(LIMIT, OUTPUT_LIMIT);
    private final Map<Path, Answer> answers = new HashMap<>();

    /// Of a program that does not answer, none.
    Set<String> spokenBy(Path program) {
        try {
            State now = state(program);
            Answer known = answers.get(program);
            if (known == null || !known.of.equals(now)) {
                known = new Answer(now, ask(program));
                answers.put(program, known);
            }
            return known.versions;
        } catch (IOException | ProcessException e) {
            LOG.warn("{} can't be asked which CNI versions it speaks: {}", program, e.getMessage());
            return Set.of();
        }
    }

    private static State state(Path program) throws IOException {
        BasicFileAttributes now = Files.readAttributes(program, BasicFileAttributes.class);
        return new State(String.valueOf(now.fileKey()), now.lastModifiedTime(), now.size());
    }

    /// CNI 1.1.0, VERSION: `supportedVersions`.
    private Set<String> ask(Path program) throws IOException {
        ProcessResult result =
                runner.run(
                        List.of(program.toString()),
                        "{\"cniVersion\":\"0.4.0\"}".getBytes(StandardCharsets.UTF_8),
                        Map.of(
                                "CNI_COMMAND",
                                "VERSION",
                                "CNI_PATH",
                                String.valueOf(program.toAbsolutePath().getParent()),
                                "PATH",
                                String.valueOf(System.getenv("PATH"))));
        Set<String> versions = new HashSet<>();
        JsonNode answer = new ObjectMapper().readTree(result.stdout());
        answer.path("supportedVersions").forEach(version -> versions.add(version.asText()));
        return Set.copyOf(versions);
    }
}
