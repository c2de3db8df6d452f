package io.gingham.policy.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.gingham.policy.cases.PublicCases;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Calico's own table of what a Kubernetes policy becomes.
class KubernetesConversionCasesTest {

    @TestFactory
    Stream<DynamicTest> aKubernetesPolicyIsThatCalicoPolicy() {
        return PublicCases.table("k8s-conversion.yaml").stream()
                .map(
                        row ->
                                DynamicTest.dynamicTest(
                                        row.get("id") + " " + row.get("what"),
                                        () ->
                                                assertEquals(
                                                        List.of(), ConversionTable.faults(row))));
    }

    @Test
    void aRowThatDoesNotHoldSaysWhatDiffers() {
        Map<?, ?> row =
                Map.of(
                        "input", Map.of("podSelector", Map.of("matchLabels", Map.of("a", "b"))),
                        "expect", Map.of("order", 999, "selector", "a == 'c'"));
        assertEquals(2, ConversionTable.faults(row).size(), ConversionTable.faults(row) + "");
        assertNotEquals(List.of(), ConversionTable.faults(Map.of()));
    }
}
