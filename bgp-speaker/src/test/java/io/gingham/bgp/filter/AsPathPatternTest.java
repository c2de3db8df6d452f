package io.gingham.bgp.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.AsPath.Segment;
import io.gingham.bgp.message.AsPath.SegmentType;
import io.gingham.value.AsNumber;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsPathPatternTest {

    @ParameterizedTest
    @CsvSource({
        "'65001 *', '65001', true",
        "'65001 *', '65001 65002', true",
        "'65001 *', '65002 65001', false",
        "'* 65001', '65002 65001', true",
        "'* 65001', '65001 65002', false",
        "'* 65001 *', '1 65001 2', true",
        "'* 65001 *', '1 650012 2', false",
        "'', '', true",
        "'', '1', false",
        "'*', '', true",
        "'?', '', false",
        "'? ?', '1 2', true",
        "'? ?', '1 2 3', false",
        "'65001+', '65001 65001 65001', true",
        "'65001+', '65001 65002', false",
        "'65001+', '', false",
        "'* 64512..65534 *', '1 64512 2', true",
        "'* 64512..65534 *', '1 65535 2', false",
        "'?+', '1 2 3', true",
        "'4200000000 *', '4200000000', true",
    })
    void readsAsOperatorsWriteIt(String pattern, String path, boolean matches) {
        assertEquals(matches, AsPathPattern.parse(pattern).matches(path(path)));
    }

    @Test
    void aSetIsOneAsThatIsAnyOfItsNumbers() {
        AsPath path =
                new AsPath(
                        List.of(
                                new Segment(SegmentType.CONFED_SEQUENCE, numbers(9)),
                                new Segment(SegmentType.SEQUENCE, numbers(1)),
                                new Segment(SegmentType.SET, numbers(2, 3))));
        assertTrue(AsPathPattern.parse("1 3").matches(path));
        assertTrue(AsPathPattern.parse("? 2").matches(path));
    }

    @ParameterizedTest
    @CsvSource({"65001.*", "a", "'65002..65001'", "4294967296", "'1..'", "'*+'", "'_65001_'"})
    void refusesWhatIsNoPattern(String text) {
        assertThrows(IllegalArgumentException.class, () -> AsPathPattern.parse(text));
    }

    @Test
    void answersAsARegularExpressionDoes() {
        for (long seed = 1; seed <= 2_000; seed++) {
            Random random = new Random(seed);
            List<String> words = new ArrayList<>();
            StringBuilder regex = new StringBuilder();
            for (int i = random.nextInt(5); i > 0; i--) {
                switch (random.nextInt(4)) {
                    case 0 -> add(words, "*", regex, "(\\d ?)*");
                    case 1 -> add(words, "?", regex, "(\\d ?)");
                    case 2 -> add(words, "1..2", regex, "([12] ?)");
                    default -> add(words, "3+", regex, "(3 ?)+");
                }
            }
            String pattern = String.join(" ", words);
            String path =
                    random.ints(random.nextInt(6), 1, 5)
                            .mapToObj(Integer::toString)
                            .collect(Collectors.joining(" "));
            assertEquals(
                    Pattern.matches(regex.toString(), path),
                    AsPathPattern.parse(pattern).matches(path(path)),
                    "seed " + seed + ": '" + pattern + "' on '" + path + "'");
        }
    }

    /// What makes a regular expression try 2^n ways.
    @Test
    void aLongPathThatAlmostMatchesIsQuick() {
        String pattern = "1+ ".repeat(30) + "* 1+ * 1+ * 2";
        AsPath path = path(String.join(" ", Collections.nCopies(4_000, "1")));
        long start = System.nanoTime();
        assertEquals(false, AsPathPattern.parse(pattern).matches(path));
        assertTrue(System.nanoTime() - start < 2_000_000_000L);
    }

    @Test
    void theTextOfAPatternIsReadBackAsIt() {
        for (String text : List.of("65001 * 1..2+ ?+ ? 3", "", "*")) {
            assertEquals(text, AsPathPattern.parse(text).toString());
        }
    }

    private static void add(List<String> words, String word, StringBuilder regex, String same) {
        words.add(word);
        regex.append(same);
    }

    private static AsPath path(String text) {
        List<AsNumber> numbers = new ArrayList<>();
        for (String word : text.split(" ")) {
            if (!word.isEmpty()) {
                numbers.add(AsNumber.parse(word));
            }
        }
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i += AsPath.MAX_SEGMENT) {
            segments.add(
                    new Segment(
                            SegmentType.SEQUENCE,
                            numbers.subList(i, Math.min(i + AsPath.MAX_SEGMENT, numbers.size()))));
        }
        return new AsPath(segments);
    }

    private static List<AsNumber> numbers(int... values) {
        return java.util.Arrays.stream(values).mapToObj(AsNumber::new).toList();
    }
}
