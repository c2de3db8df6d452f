package io.gingham.policy.cases;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every policy case of the public suites, against the oracle and the compiled programs.
class PublicSuitesTest {

    @TestFactory
    Stream<DynamicTest> oracleAndProgramGiveTheExpectedVerdicts() {
        return CaseFiles.files(
                        "netpol-recipes",
                        "netpol-e2e",
                        "cyclonus",
                        "anp",
                        "np-guard",
                        "reports/policy")
                .stream()
                .flatMap(file -> CaseFiles.read(file).stream().map(one -> test(file, one)));
    }

    private static DynamicTest test(Path file, PolicyCase one) {
        return DynamicTest.dynamicTest(
                file.getFileName() + ": " + one.name(),
                () ->
                        assertInstanceOf(
                                CaseResult.Passed.class,
                                OfflineCases.run(one),
                                () -> OfflineCases.run(one).toString()));
    }
}
