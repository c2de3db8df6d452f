package io.gingham.policy.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "a = 'b' ~ 2 ~ expected ==",
                "a == b ~ 5 ~ expected a string in quotes, seen 'b'",
                "a == 'b ~ 5 ~ a string begins here and does not end",
                "a in {'x' 'y'} ~ 10 ~ expected ',' or '}', seen 'y'",
                "a in ('x') ~ 5 ~ expected '{', seen '('",
                "(a == 'b' ~ 9 ~ expected ')', seen the end",
                "has(a)) ~ 6 ~ expected &&, || or the end, seen ')'",
                "hast(a) ~ 0 ~ unknown function 'hast'",
                "a == 'b' & has(c) ~ 9 ~ expected &&",
                "a starts 'b' ~ 9 ~ expected 'with'",
                "a like 'b' ~ 2 ~ expected ==, !=, in",
                "&& has(a) ~ 0 ~ expected a label",
                "a == 'b' ? ~ 9 ~ unexpected '?'"
            })
    void saysAtWhichCharacterATextIsNoSelector(String text, int position, String message) {
        SelectorException e = assertThrows(SelectorException.class, () -> Selector.parse(text));
        assertEquals(position, e.position(), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains(message), e.getMessage());
    }

    @Test
    void aMissingLabelMakesOnlyTheNegativesTrue() {
        Labels none = Labels.of(Map.of());
        for (String text :
                List.of(
                        "a == 'x'",
                        "a in {'x'}",
                        "a contains 'x'",
                        "a starts with 'x'",
                        "a ends with 'x'",
                        "has(a)")) {
            assertFalse(Selector.parse(text).matches(none), text);
        }
        for (String text : List.of("a != 'x'", "a not in {'x'}", "!has(a)", "all()", "")) {
            assertTrue(Selector.parse(text).matches(none), text);
        }
    }

    @Test
    void andBindsCloserThanOr() {
        assertEquals(
                "((has(a) && has(b)) || has(c))",
                Selector.parse("has(a) && has(b) || has(c)").toString());
        assertEquals(
                "(has(a) || (!has(b) && has(c)))",
                Selector.parse("has(a) || !has(b) && has(c)").toString());
    }

    @Test
    void nestingTenThousandDeepIsRefusedAndNotFatal() {
        String deep = "(".repeat(10_000) + "has(a)" + ")".repeat(10_000);
        SelectorException e = assertThrows(SelectorException.class, () -> Selector.parse(deep));
        assertTrue(String.valueOf(e.getMessage()).contains("parentheses are open"));
        Selector.parse("!".repeat(100_001) + "has(a)");
        Selector.parse("(".repeat(250) + "has(a)" + ")".repeat(250));
    }

    @Test
    void aMegabyteIsReadInOneGo() {
        StringBuilder text = new StringBuilder("has(a)");
        while (text.length() < 1 << 20) {
            text.append(" || label-").append(text.length()).append(" == 'value'");
        }
        assertTrue(Selector.parse(text.toString()).matches(Labels.of(Map.of("a", ""))));
    }

    @Test
    void operatorsAreLabelsWhereALabelStands() {
        assertTrue(Selector.parse("in in {'x'}").matches(Labels.of(Map.of("in", "x"))));
        assertTrue(Selector.parse("not == 'x'").matches(Labels.of(Map.of("not", "x"))));
        assertTrue(Selector.parse("has == 'x'").matches(Labels.of(Map.of("has", "x"))));
    }

    @Test
    void aValueThatNoTextCanHoldHasNoText() {
        assertThrows(
                IllegalArgumentException.class, () -> new Selector.Equal("a", "'\"").toString());
    }

    @Test
    void allOfIsFlatAndWithoutRepetition() {
        Selector a = new Selector.Has("a");
        Selector b = new Selector.Has("b");
        assertEquals(
                "(has(a) && has(b))",
                Selector.allOf(List.of(a, new Selector.All(), new Selector.And(List.of(a, b))))
                        .toString());
        assertEquals(a, Selector.allOf(List.of(a, a)));
        assertEquals(new Selector.All(), Selector.allOf(List.of()));
    }
}
