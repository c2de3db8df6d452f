package io.gingham.policy.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.model.Verdict;
import io.gingham.policy.oracle.Oracle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every policy case of the public suites, against the oracle and the compiled programs.
class PublicSuitesTest {

    private static final String[] NODES = {"n1", "n2", "n3"};

    @TestFactory
    Stream<DynamicTest> oracleAndProgramGiveTheExpectedVerdicts() {
        return CaseFiles.files("netpol-recipes", "netpol-e2e", "cyclonus", "anp").stream()
                .flatMap(file -> CaseFiles.read(file).stream().map(one -> test(file, one)));
    }

    private static DynamicTest test(Path file, PolicyCase one) {
        return DynamicTest.dynamicTest(
                file.getFileName() + ": " + one.name(), () -> assertVerdicts(one));
    }

    private static void assertVerdicts(PolicyCase one) {
        assertEquals("", one.unsupported().orElse(""));
        List<String> wrong = new ArrayList<>();
        int probes = 0;
        for (ReplayedStep step : CaseReplay.replay(one, PublicSuitesTest::node)) {
            for (CaseProbe probe : step.probes()) {
                probes++;
                Verdict verdict = Oracle.evaluate(step.state(), probe.flow());
                if (verdict.allowed() != probe.expected()) {
                    wrong.add("oracle: " + probe + " " + verdict);
                }
            }
        }
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
        assertFalse(probes == 0, "a case without a probe proves nothing");
    }

    /// Spreads pods over three nodes, always alike.
    private static String node(String reference) {
        return NODES[Math.floorMod(reference.hashCode(), NODES.length)];
    }
}
