package io.gingham.policy.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestReaderTest {

    @Test
    void everyFieldHasItsLine() {
        List<Manifest> manifests =
                ManifestReader.read(
                        "f.yaml",
                        """
                        # a comment
                        kind: A
                        spec:
                          ingress:
                          - from:
                            - podSelector: {}
                            ports: [{port: 80},
                                    {port: 81}]
                        ---
                        kind: B
                        """);
        Manifest first = manifests.getFirst();
        assertEquals(2, first.line("kind"));
        assertEquals(4, first.line("spec.ingress"));
        assertEquals(5, first.line("spec.ingress[0]"));
        assertEquals(6, first.line("spec.ingress[0].from[0].podSelector"));
        assertEquals(8, first.line("spec.ingress[0].ports[1].port"));
        assertEquals(7, first.line("spec.ingress[0].ports[0].endPort"));
        assertEquals("f.yaml:10", manifests.get(1).where("kind"));
        assertEquals(2, manifests.size());
    }

    @Test
    void objectsOfAListStandForThemselves() {
        List<Manifest> manifests =
                ManifestReader.read(
                        "f.json",
                        """
                        {"kind": "List", "items": [
                          {"kind": "A", "metadata": {"name": "a"}},
                          {"kind": "B",
                           "metadata": {"name": "b"}}]}
                        """);
        assertEquals(2, manifests.size());
        assertEquals("B", manifests.get(1).object().get("kind"));
        assertEquals(4, manifests.get(1).line("metadata.name"));
    }

    @Test
    void anEmptyDocumentIsNone() {
        assertEquals(List.of(), ManifestReader.read("f", ""));
        assertEquals(1, ManifestReader.read("f", "---\n---\nkind: A\n---\n").size());
    }

    @Test
    void saysTheLineOfWhatIsNoYaml() {
        for (String text :
                List.of(
                        "kind: A\nspec: [",
                        "kind: A\n\tspec: 1",
                        "kind: A\nkind: B",
                        "a\n- b: c\n d")) {
            ManifestException e =
                    assertThrows(
                            ManifestException.class, () -> ManifestReader.read("f.yaml", text));
            assertTrue(e.line() > 0, e.getMessage());
        }
        assertEquals(
                "f.yaml:1: expected an object (a mapping), seen word",
                assertThrows(ManifestException.class, () -> ManifestReader.read("f.yaml", "word"))
                        .getMessage());
    }

    @Test
    void nestingTenThousandDeepIsRefused() {
        String flow = "a: " + "[".repeat(10_000) + "]".repeat(10_000);
        assertThrows(ManifestException.class, () -> ManifestReader.read("f", flow));
        StringBuilder block = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            block.append(" ".repeat(i)).append("a:\n");
        }
        assertThrows(ManifestException.class, () -> ManifestReader.read("f", block.toString()));
    }

    @Test
    void anAliasIsRefusedAndNotTakenForAWord() {
        ManifestException e =
                assertThrows(
                        ManifestException.class,
                        () -> ManifestReader.read("f", "a: &a [x]\nb: *a\n"));
        assertEquals("f:2: '*a' is an alias; write out what it stands for", e.getMessage());
    }
}
