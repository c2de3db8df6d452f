package io.gingham.policy.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
                "f.yaml:1: expected an object (a mapping), seen 'word'",
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

    private static Map<String, Object> object(String text) {
        return ManifestReader.read("f", text).getFirst().object();
    }

    /// The case `policy/blank-fields` of the public reports: kubectl reads it so.
    @Test
    void aKeyWithNothingBehindItIsNull() {
        Map<String, Object> object = object("a:\nb: ~\nc: null\nd: ''\nf: # no\n");
        for (String key : List.of("a", "b", "c", "f")) {
            assertTrue(object.containsKey(key), key);
            assertNull(object.get(key), key);
        }
        assertEquals("", object.get("d"));
        assertEquals(Arrays.asList(null, "x"), object("e:\n-\n- x\n").get("e"));
    }

    @Test
    void wordsAreWhatKubectlTakesThemFor() {
        Map<String, Object> object =
                object(
                        """
                        yes: yes
                        a: off
                        b: True
                        c: 0x10
                        d: 010
                        e: 1e3
                        f: 1:30
                        g: 2026-01-01
                        h: 9000000000
                        i: "80"
                        j: y
                        k: 1.2.3.4
                        l: '*'
                        m: !!str 80
                        n: 80-90
                        o: .5
                        p: =
                        """);
        assertEquals(true, object.get("yes"));
        assertEquals(false, object.get("a"));
        assertEquals(true, object.get("b"));
        assertEquals(16, object.get("c"));
        assertEquals(8, object.get("d"));
        assertEquals(1000.0, object.get("e"));
        assertEquals("1:30", object.get("f"));
        assertEquals("2026-01-01", object.get("g"));
        assertEquals(9_000_000_000L, object.get("h"));
        assertEquals("80", object.get("i"));
        assertEquals("y", object.get("j"));
        assertEquals("1.2.3.4", object.get("k"));
        assertEquals("*", object.get("l"));
        assertEquals("80", object.get("m"));
        assertEquals("80-90", object.get("n"));
        assertEquals(0.5, object.get("o"));
        assertEquals("=", object.get("p"));
    }

    @Test
    void anAliasIsWhatItStandsFor() {
        Manifest manifest =
                ManifestReader.read(
                                "f",
                                """
                                a: &a
                                  x: [1, 2]
                                b: *a
                                c: [*a, *a]
                                """)
                        .getFirst();
        assertEquals(
                "{a={x=[1, 2]}, b={x=[1, 2]}, c=[{x=[1, 2]}, {x=[1, 2]}]}",
                manifest.object().toString());
        assertEquals(3, manifest.line("b"));
        assertEquals(2, manifest.line("b.x"));
    }

    @Test
    void aMergeKeyAddsWhatIsNotThere() {
        assertEquals(
                "{base={x=1, y=2}, more={y=3, z=4}, one={y=0, x=1}, two={y=3, z=4, x=1}}",
                object(
                                """
                                base: &b {x: 1, y: 2}
                                more: &m {y: 3, z: 4}
                                one: {<<: *b, y: 0}
                                two: {<<: [*m, *b]}
                                """)
                        .toString());
    }

    @Test
    void anAliasThatIsPartOfItselfOrStandsForTooMuchIsRefused() {
        assertTrue(refusal("a: &a {b: *a}").contains("part of"), refusal("a: &a {b: *a}"));
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i));
            bomb.append("*a%d,".formatted(i - 1).repeat(9)).append("*a%d]\n".formatted(i - 1));
        }
        assertTrue(refusal(bomb.toString()).contains("values"), refusal(bomb.toString()));
        assertTrue(refusal("a: *b").contains("b"), refusal("a: *b"));
    }

    private static String refusal(String text) {
        return String.valueOf(
                assertThrows(ManifestException.class, () -> ManifestReader.read("f", text))
                        .getMessage());
    }

    @Test
    void aTypedListsItemsAreOfItsKind() {
        List<Manifest> manifests =
                ManifestReader.read(
                        "f",
                        """
                        apiVersion: networking.k8s.io/v1
                        kind: NetworkPolicyList
                        items:
                        - metadata: {name: a}
                        - kind: Other
                          apiVersion: v1
                        ---
                        kind: PodList
                        items:
                        """);
        assertEquals(2, manifests.size());
        assertEquals("NetworkPolicy", manifests.get(0).object().get("kind"));
        assertEquals("networking.k8s.io/v1", manifests.get(0).object().get("apiVersion"));
        assertEquals("Other", manifests.get(1).object().get("kind"));
    }

    @Test
    void oneUnreadableDocumentHidesNoOther() {
        ManifestReader.Contents contents =
                ManifestReader.contents(
                        "f.yaml",
                        "%YAML 1.1\n---\nkind: A\n---\nkind: [\n--- # third\nkind: C\n---\n- x\n");
        assertEquals(
                List.of("A", "C"),
                contents.manifests().stream().map(m -> m.object().get("kind")).toList());
        assertEquals(7, contents.manifests().get(1).line("kind"));
        assertEquals(2, contents.faults().size());
        assertTrue(
                String.valueOf(contents.faults().get(0).getMessage())
                        .startsWith("f.yaml:6: not YAML: "));
        assertEquals(
                "f.yaml:9: expected an object (a mapping), seen a list",
                contents.faults().get(1).getMessage());
    }
}
