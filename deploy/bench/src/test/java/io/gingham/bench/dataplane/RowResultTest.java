package io.gingham.bench.dataplane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowResultTest {

    private static Sample sample(long latencyMillis, long agentMillis, String... programs) {
        return new Sample(
                latencyMillis * 1_000_000,
                new ProcessCost(agentMillis * 1_000_000, 10_000_000, 500),
                new RuleEvents.Seen(1, 4, 800, 0, 0),
                2,
                List.of(programs));
    }

    private static final RowResult ROW =
            RowResult.of(
                    "a change",
                    List.of(sample(30, 3, "ipset"), sample(10, 1, "ipset", "x"), sample(20, 2)),
                    0.25);

    @Test
    void isTheSpreadOfItsSamples() {
        assertEquals(3, ROW.rounds());
        assertEquals(20, ROW.latencyMillis().median());
        assertEquals(30, ROW.latencyMillis().p99());
        assertEquals(2, ROW.agentMillis().median());
        assertEquals(10, ROW.childrenMillis());
        assertEquals(1, ROW.programs());
        assertEquals("ipset 0.7, x 0.3", ROW.names());
        assertEquals(4, ROW.ruleObjects());
        assertEquals(2, ROW.members());
    }

    @Test
    void itsColumnsStandUnderTheirHeads() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Report report = new Report(new PrintStream(out, true, StandardCharsets.UTF_8), false);
        report.rowHeader();
        report.add(ROW);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        String heads = lines.get(2);
        String row = lines.get(3);
        assertEquals(heads.length(), row.length(), heads + "\n" + row);
        for (Map.Entry<String, String> column :
                Map.of("median", "20.0", "written", "500", "members", "2", "others", "0.3")
                        .entrySet()) {
            int end = heads.indexOf(column.getKey()) + column.getKey().length();
            String upToThere = row.substring(0, end);
            assertEquals(
                    column.getValue(),
                    upToThere.substring(upToThere.lastIndexOf(' ') + 1),
                    heads + "\n" + row);
        }
    }

    @Test
    void anAddressStandsForThePlaceItHas() {
        SetMember learnt =
                new SetMember("s", "10.0.0.1", true).with(Map.of("10.0.0.1", "address 0"));
        assertEquals(
                new SetMember("s", "10.0.0.9", true), learnt.with(Map.of("address 0", "10.0.0.9")));
        assertEquals(learnt, learnt.with(Map.of("10.0.0.1", "10.0.0.9")));
    }
}
