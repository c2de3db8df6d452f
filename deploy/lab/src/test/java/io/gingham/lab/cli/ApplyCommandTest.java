package io.gingham.lab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.gingham.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyCommandTest {

    @TempDir private Path folder;

    private List<HasMetadata> read(String content) throws IOException {
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            return ApplyCommand.read(client, Files.writeString(folder.resolve("m.yaml"), content));
        }
    }

    private void assertSays(String words, String content) {
        String said =
                String.valueOf(assertThrows(LabException.class, () -> read(content)).getMessage());
        assertTrue(said.contains("m.yaml") && said.contains(words), said);
        assertEquals(1, said.lines().count(), said);
    }

    @Test
    void whatIsNoManifestIsSaidInOneLine() {
        assertSays("is not a manifest", "kind: [Pod");
        assertSays("is not a manifest", "just words");
        assertSays("is not a manifest", "kind: Pod\nmetadata: {name: a}\n");
    }

    @Test
    void anObjectNeedsAName() {
        assertSays("without metadata.name", "apiVersion: v1\nkind: Pod\nspec: {}\n");
    }

    @Test
    void aPodNeedsASpec() {
        assertSays("has no spec", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n");
    }

    @Test
    void aMisspeltFieldIsRefusedAtAnyDepth() {
        String policy =
                """
                kind: Namespace
                apiVersion: v1
                metadata: {name: a}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: b, namespace: a}
                spec: {podSelector: {}, %s}
                """;
        assertSays("unknown field", policy.formatted("ingres: []"));
        assertSays("unknown field", policy.formatted("ingress: [{from: [{podSelectr: {}}]}]"));
        assertSays(
                "unknown field",
                """
                apiVersion: projectcalico.org/v3
                kind: GlobalNetworkPolicy
                metadata: {name: b}
                spec: {selectr: all()}
                """);
    }

    @Test
    void severalObjectsAreReadInOrder() throws IOException {
        List<HasMetadata> objects =
                read(
                        """
                        apiVersion: v1
                        kind: Namespace
                        metadata: {name: a}
                        ---
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: b, namespace: a}
                        spec: {containers: []}
                        """);
        assertEquals(
                List.of("a", "b"),
                objects.stream().map(object -> object.getMetadata().getName()).toList());
    }
}
