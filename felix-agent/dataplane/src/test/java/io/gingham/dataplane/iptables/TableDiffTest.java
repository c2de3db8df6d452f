package io.gingham.dataplane.iptables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.dataplane.iptables.ChainText.HookText;
import io.gingham.dataplane.rules.RulesConfig;
import io.gingham.dataplane.rules.Stage;
import io.gingham.dataplane.rules.Wanted;
import io.gingham.policy.calc.Dice;
import io.gingham.policy.calc.RandomCluster;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.program.Program;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TableDiffTest {

    private static final TableText SMALL = filter(new Program("n1"));

    @Test
    void whatWasWrittenReadsBackAsWanted() {
        long seed = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            TableText wanted = random(seed + i);
            ActualTable read = ActualTable.parse(saved(wanted));
            assertTrue(TableDiff.between(read, wanted).isEmpty(), () -> "seed " + seed);
            ActualTable written = written(wanted);
            assertEquals(read.chains(), written.chains(), () -> "seed " + seed);
            assertTrue(TableDiff.between(written, wanted).isEmpty(), () -> "seed " + seed);
        }
    }

    @Test
    void aChainIsWrittenInOneTransactionAfterThoseItLeadsTo() {
        long seed = System.nanoTime();
        for (int i = 0; i < 30; i++) {
            TableText wanted = random(seed + i);
            assertSafe(TableDiff.between(ActualTable.parse(""), wanted).lines(), "seed " + seed);
        }
    }

    @Test
    void aLargeChangeHasSeveralTransactions() {
        TableText wanted = filter(manyPods());
        List<String> lines = TableDiff.between(ActualTable.parse(""), wanted).lines();
        assertTrue(lines.stream().filter("COMMIT"::equals).count() > 3);
        assertSafe(lines, "");
        TableDiff removal = TableDiff.between(written(wanted), TableText.none(Stage.FILTER));
        assertEquals(wanted.chains().size(), removal.removed().size());
    }

    @Test
    void aRuleBetweenOursIsTakenOut() {
        String saved =
                saved(SMALL).replace("-A gham-INPUT", "-A gham-INPUT -j ACCEPT\n-A gham-INPUT");
        TableDiff diff = TableDiff.between(ActualTable.parse(saved), SMALL);
        assertEquals(List.of("gham-INPUT"), diff.namesPut());
        assertEquals(Set.of(), diff.hooks().keySet());
    }

    @Test
    void hooksOfAnotherReleaseAndStaleChainsGo() {
        String old =
                """
                *filter
                :FORWARD ACCEPT [0:0]
                :gham-old - [0:0]
                :THEIRS - [0:0]
                -A FORWARD -m comment --comment "gham:AAAAAAAAAAAAAAAA" -j gham-old
                -A FORWARD -j THEIRS
                COMMIT
                """;
        List<String> lines = TableDiff.between(ActualTable.parse(old), SMALL).lines();
        assertTrue(
                lines.contains(
                        "-D FORWARD -m comment --comment \"gham:AAAAAAAAAAAAAAAA\" -j gham-old"));
        assertTrue(lines.contains("-X gham-old"));
        assertTrue(lines.stream().noneMatch(line -> line.contains("THEIRS")));
    }

    @Test
    void aForeignRuleInFrontMovesTheHookBack() {
        String saved = saved(SMALL).replaceFirst("-A FORWARD", "-A FORWARD -j THEIRS\n-A FORWARD");
        TableDiff diff = TableDiff.between(ActualTable.parse(saved), SMALL);
        assertEquals(Set.of("FORWARD"), diff.hooks().keySet());
        assertEquals(List.of(), diff.namesPut());
    }

    private static final Pattern RULE = Pattern.compile("-[AI] (\\S+) .*-[jg] (gham-\\S+)$");

    /// Within the lines read so far, a rule never leads to a chain that isn't there yet, and no
    /// chain is spread over two transactions.
    private static void assertSafe(List<String> lines, String message) {
        Set<String> complete = new HashSet<>();
        Set<String> inThis = new HashSet<>();
        for (String line : lines) {
            Matcher rule = RULE.matcher(line);
            if (line.startsWith(":")) {
                String name = line.substring(1, line.indexOf(' '));
                assertTrue(complete.add(name), message);
                inThis.add(name);
            } else if (line.equals("COMMIT")) {
                inThis.clear();
            } else if (rule.matches()) {
                assertTrue(complete.contains(rule.group(2)), message + line);
                if (rule.group(1).startsWith("gham-")) {
                    assertTrue(inThis.contains(rule.group(1)), message + line);
                }
            }
        }
    }

    /// As iptables-save would print it.
    private static String saved(TableText rules) {
        List<String> lines = new ArrayList<>(List.of("*" + rules.name(), ":FORWARD ACCEPT [0:0]"));
        rules.chains().keySet().forEach(name -> lines.add(":" + name + " - [0:0]"));
        for (HookText hook : rules.hooks()) {
            lines.add("-A " + hook.hook().kernelChain() + " " + hook.specification());
        }
        for (ChainText chain : rules.chains().values()) {
            lines.addAll(chain.lines());
        }
        return String.join("\n", lines);
    }

    private static TableText random(long seed) {
        return filter(
                TestPrograms.of(
                        RandomCluster.NODE,
                        RandomCluster.state(new Dice(seed)).resources().values()));
    }

    private static Program manyPods() {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            endpoints.add(new Endpoint(new PodKey("x", "p" + i), "", "cali" + i, List.of()));
        }
        return TestPrograms.of("n1", endpoints);
    }

    private static TableText filter(Program program) {
        return TableText.of(
                new Wanted(program, RulesConfig.DEFAULT, List.of(IpFamily.IPV4))
                        .rules(IpFamily.IPV4),
                Stage.FILTER);
    }

    private static ActualTable written(TableText wanted) {
        ActualTable table = ActualTable.parse("");
        TableDiff diff = TableDiff.between(table, wanted);
        table.wrote(diff.put(), diff.removed(), diff.hooks());
        return table;
    }
}
