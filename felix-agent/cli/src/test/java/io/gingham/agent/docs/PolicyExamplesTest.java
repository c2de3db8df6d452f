package io.gingham.agent.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.cases.CaseResult;
import io.gingham.policy.cases.OfflineCases;
import io.gingham.policy.convert.ResourceConverter;
import io.gingham.policy.explain.Answer;
import io.gingham.policy.explain.Change;
import io.gingham.policy.explain.LoadedCluster;
import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.manifest.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the documentation of policies shows works, and prints what it says.
class PolicyExamplesTest {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), ".."));
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

    @ParameterizedTest
    @ValueSource(strings = {"docs/reference/policy.md", "docs/how-to/author-policies.md"})
    void everyExampleIsUnderstood(String document) throws IOException {
        List<String> examples =
                YAML.matcher(read(document)).results().map((MatchResult m) -> m.group(1)).toList();
        assertTrue(examples.size() > 1, document);
        for (String example : examples) {
            for (Manifest manifest : ManifestReader.read(document, example)) {
                assertEquals(
                        List.of(),
                        ResourceConverter.convert(manifest.object()).problems(),
                        example);
            }
        }
    }

    @Test
    void theCasesPass() throws IOException {
        List<Manifest> documents = manifests("docs/examples/cases.yaml");
        for (CaseResult result : OfflineCases.run("cases", documents.getFirst().object())) {
            assertInstanceOf(CaseResult.Passed.class, result, () -> "" + result);
        }
    }

    @Test
    void theAnswersAreThoseOfTheDocument() throws IOException {
        List<Manifest> shop = new ArrayList<>(manifests("docs/examples/shop/cluster.yaml"));
        shop.addAll(manifests("docs/examples/shop/policies.yaml"));
        LoadedCluster cluster = LoadedCluster.of(shop);
        List<String> lines = new ArrayList<>();
        lines.addAll(Answer.of(cluster, "shop/web", "shop/db", "TCP/5432", Change.NONE).lines());
        lines.addAll(
                Answer.of(
                                cluster,
                                "guest/client",
                                "shop/web",
                                "TCP/8080",
                                new Change(manifests("docs/examples/open-web.yaml"), List.of()))
                        .lines());
        String document = read("docs/how-to/debug-a-drop.md");
        for (String line : lines) {
            assertTrue(document.contains("    " + line + "\n"), line);
        }
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static List<Manifest> manifests(String file) throws IOException {
        return ManifestReader.read(file, read(file));
    }
}
