package io.gingham.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Isolated("standard output is the process's")
class BgpFilterCommandTest {

    private static final String FILE =
            """
            apiVersion: projectcalico.org/v3
            kind: BGPFilter
            metadata: {name: fabric}
            spec:
              importV4:
              - {action: Reject, cidr: 10.0.0.0/8, matchOperator: In, prefixLength: {min: 25, max: 32}}
              - action: Accept
                communities: {values: ["64512:77"]}
                operations:
                - addCommunity: {value: "64512:1:2"}
                - prependASPath: {prefix: [65010, 65011]}
                - setPriority: {value: 100}
              - {action: Reject, asPathPrefix: [65001, 65002]}
              - {action: Reject, peerType: iBGP}
              exportV4:
              - {action: Reject, source: RemotePeers, cidr: 0.0.0.0/0, matchOperator: NotEqual}
            ---
            apiVersion: projectcalico.org/v3
            kind: BGPFilter
            metadata: {name: nothing}
            spec: {importV4: [{action: Reject}], importV6: [{action: Maybe}]}
            ---
            apiVersion: projectcalico.org/v3
            kind: BGPPeer
            metadata: {name: tor1}
            spec: {peerIP: 192.0.2.1, asNumber: 65001, filters: [fabric]}
            ---
            apiVersion: projectcalico.org/v3
            kind: BGPPeer
            metadata: {name: inner}
            spec: {peerIP: 192.0.2.2, asNumber: 64512, filters: [fabric]}
            ---
            apiVersion: projectcalico.org/v3
            kind: BGPPeer
            metadata: {name: broken}
            spec: {peerIP: 192.0.2.3, asNumber: 64512, filters: [gone]}
            """;

    @TempDir private Path folder;

    private final PrintStream stdout = System.out;
    private final PrintStream stderr = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @AfterEach
    void restore() {
        System.setOut(stdout);
        System.setErr(stderr);
    }

    private int test(String text, String... arguments) throws IOException {
        Path file = Files.writeString(folder.resolve("filters.yaml"), text);
        printed.reset();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(out);
        System.setErr(out);
        List<String> words = new ArrayList<>(List.of("filter", "test", file.toString()));
        words.addAll(List.of(arguments));
        try {
            return new CommandLine(new BgpCommand())
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .execute(words.toArray(String[]::new));
        } finally {
            restore();
        }
    }

    private void assertPrinted(String... lines) {
        String all = printed.toString(StandardCharsets.UTF_8);
        for (String line : lines) {
            assertTrue(all.contains(line), () -> "'" + line + "' is not in:\n" + all);
        }
    }

    @Test
    void saysWhichRuleRejectsAndWhyTheOthersDoNotMatch() throws Exception {
        assertEquals(
                1,
                test(
                        FILE,
                        "--route=198.51.100.0/24",
                        "--as-path=65001 65002",
                        "--peer=tor1",
                        "--direction=import"));
        assertPrinted(
                "import, eBGP: 198.51.100.0/24 is rejected",
                "BGPFilter fabric.importV4[0]: not this route: its prefix is not in",
                "BGPFilter fabric.importV4[1]: not this route: it has no community",
                "BGPFilter fabric.importV4[2]: this route: Reject");
    }

    @Test
    void saysWhatARuleChanges() throws Exception {
        assertEquals(
                0,
                test(
                        FILE,
                        "--route=198.51.100.0/24",
                        "--community=64512:77",
                        "--as-path=65001",
                        "--peer=tor1"));
        assertPrinted(
                "import, eBGP: 198.51.100.0/24 is accepted",
                "AS path: 65010 65011 65001, before: 65001",
                "communities: 64512:77 64512:1:2, before: 64512:77",
                "priority: 100, before: 1024",
                "export, eBGP: 198.51.100.0/24 is accepted",
                "it is this node's own");
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/24, tor1, import, 0",
        "10.1.0.0/25, tor1, import, 1",
        "198.51.100.0/24, inner, import, 1",
        "198.51.100.0/24, inner, export, 0",
        "2001:db8::/32, tor1, import, 0",
        "198.51.100.0/24, broken, import, 2",
        "198.51.100.0/24, tor9, import, 2",
        "198.51.100.0, tor1, import, 2",
    })
    void theExitCodeIsTheAnswer(String route, String peer, String direction, int code)
            throws Exception {
        assertEquals(
                code, test(FILE, "--route=" + route, "--peer=" + peer, "--direction=" + direction));
    }

    @Test
    void aLearnedRouteIsToldByReflectorsAndByRulesOnly() throws Exception {
        assertEquals(1, test(FILE, "--route=198.51.100.0/24", "--direction=export", "--learned"));
        assertPrinted("BGPFilter fabric.exportV4[0]: this route: Reject");
        assertEquals(1, test(FILE, "--route=0.0.0.0/0", "--direction=export", "--learned"));
        assertPrinted("no rule decides");
    }

    @Test
    void aRuleThatCantBeUnderstoodIsSaid() throws Exception {
        assertEquals(1, test(FILE, "--route=198.51.100.0/24", "--direction=import"));
        assertPrinted("BGPFilter nothing.importV6[0] is left out: action 'Maybe'");
    }

    @Test
    void aFileWithoutFiltersAnswersNothing() throws Exception {
        assertEquals(
                2,
                test(
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}",
                        "--route=10.0.0.0/8"));
        assertPrinted("the file has no BGPFilter");
    }
}
