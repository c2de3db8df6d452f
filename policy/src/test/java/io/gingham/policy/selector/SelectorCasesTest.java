package io.gingham.policy.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.policy.cases.PublicCases;
import java.util.List;
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
                                        row.get("id") + " " + row.get("kind"),
                                        () -> assertEquals(List.of(), SelectorTable.faults(row))));
    }
}
