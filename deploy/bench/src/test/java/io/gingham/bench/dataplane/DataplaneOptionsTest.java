package io.gingham.bench.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataplaneOptionsTest {

    private static DataplaneOptions parse(String line) {
        return DataplaneOptions.parse(line.isEmpty() ? new String[0] : line.split(" "));
    }

    @Test
    void byDefaultAllScenariosOfTheSizeThatTheBarsAreFor() {
        DataplaneOptions options = parse("");
        assertEquals(DataplaneOptions.SCENARIOS, options.scenarios());
        assertEquals(10_000, options.pods());
        assertEquals(1_000, options.policies());
        assertEquals(200, options.local());
        assertTrue(options.isJudged());
    }

    @Test
    void roundsSeedAndScenariosAreNoMatterForTheBars() {
        DataplaneOptions options =
                parse("storm first --rounds 3 --storms 2 --seed 5 --lean --json");
        assertEquals(List.of("storm", "first"), options.scenarios());
        assertEquals(3, options.rounds());
        assertEquals(5, options.seed());
        assertTrue(options.lean() && options.json());
        assertTrue(options.isJudged());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--pods 9999", "--policies 999", "--local 100", "--set 0", "--first 499"})
    void anotherSizeIsNotJudged(String argument) {
        assertFalse(parse(argument).isJudged());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-such-scenario",
                "--no-such-option 1",
                "--rounds",
                "--rounds 0",
                "--rounds x",
                "--seed x",
                "--local 1001",
                "--pods 300 --local 200"
            })
    void whatIsNotUnderstoodIsWrongUsage(String arguments) {
        assertThrows(IllegalArgumentException.class, () -> parse(arguments));
    }

    @Test
    void theUsageNamesEachScenarioAndFitsEightyColumns() {
        String usage = DataplaneOptions.USAGE;
        assertTrue(DataplaneOptions.SCENARIOS.stream().allMatch(s -> usage.contains("  " + s)));
        assertTrue(usage.lines().allMatch(line -> line.length() <= 80), usage);
    }
}
