package io.gingham.bgp.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The vectors of ExaBGP, FRR, GoBGP, bio-rd, holo, tcpdump and RIPE RIS, with the outcome a
/// speaker must show, each as a line to `gingham bgp decode --json --stdin`.
class VectorsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String MERGED = "as_path_after_as4_merge";

    private static final Set<String> OUTCOMES =
            Set.of(
                    "accept",
                    "need-more-bytes",
                    "attribute-discard",
                    "treat-as-withdraw",
                    "open-error",
                    "session-error");

    @TestFactory
    Stream<DynamicTest> vectors() {
        return tests("vectors.yaml");
    }

    @TestFactory
    Stream<DynamicTest> routesSeenOnTheInternet() {
        return tests("ris-updates.yaml");
    }

    @TestFactory
    Stream<DynamicTest> whatFuzzersFound() {
        return tests("fuzz-corpus.yaml");
    }

    private static Stream<DynamicTest> tests(String file) {
        List<JsonNode> cases = Cases.load(file);
        return cases.stream()
                .map(
                        vector ->
                                DynamicTest.dynamicTest(
                                        vector.get("id").asText()
                                                + " "
                                                + vector.path("name").asText(""),
                                        () -> check(vector)));
    }

    private static void check(JsonNode vector) throws IOException {
        ObjectNode line = JSON.createObjectNode();
        List.of("layer", "hex", "context")
                .forEach(key -> vector.optional(key).ifPresent(value -> line.set(key, value)));
        String said = DecodeLines.answer(line.toString());
        String where = vector.get("id").asText() + ": " + said;
        JsonNode answer = JSON.readTree(said);
        JsonNode expected = vector.get("expect");
        String word = expected.get("outcome").asText();
        String seen = answer.get("outcome").asText();
        assertTrue(OUTCOMES.contains(seen), where);
        switch (word) {
            case "no-crash" -> {}
            case "error" -> assertTrue(answer.has("code"), where);
            default -> {
                if (!takesTheOtherWay(expected.path("or").asText(), seen)) {
                    assertEquals(word, seen, where);
                    codes(expected, answer, where);
                }
            }
        }
        if (vector.has("decoded")) {
            facts(vector.get("decoded"), answer.path("decoded"), where);
        }
    }

    /// By text: a number is one, whatever Java type either side has read it into.
    private static void facts(JsonNode expected, JsonNode answer, String where) throws IOException {
        if (!expected.has(MERGED) && answer instanceof ObjectNode object) {
            object.remove(MERGED); // only some of the files say it
        }
        // YAML reads hex with a single 'e' in it as a number.
        String seen = sorted(answer).replaceAll("\"[0-9]+e[0-9]{5,}\"", "\"Infinity\"");
        assertEquals(sorted(expected), seen, where);
    }

    private static boolean takesTheOtherWay(String or, String seen) {
        return seen.equals(or)
                || (or.contains("ignore just this capability") && seen.equals("accept"));
    }

    private static void codes(JsonNode expected, JsonNode answer, String where) {
        for (String key : List.of("code", "subcode", "data")) {
            if (expected.has(key)) {
                assertEquals(expected.get(key).asText(), answer.path(key).asText(), where);
            }
        }
        if (expected.has("subcode_any_of")) {
            Set<String> all = new HashSet<>();
            expected.get("subcode_any_of").forEach(each -> all.add(each.asText()));
            assertTrue(all.contains(answer.path("subcode").asText()), where);
        }
    }

    private static String sorted(JsonNode node) throws IOException {
        return JSON.writer()
                .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .writeValueAsString(JSON.treeToValue(node, Object.class));
    }
}
