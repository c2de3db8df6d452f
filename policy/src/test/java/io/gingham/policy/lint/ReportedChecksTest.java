package io.gingham.policy.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.gingham.policy.cases.CaseFiles;
import io.gingham.policy.explain.Finding;
import io.gingham.policy.explain.LoadedCluster;
import io.gingham.policy.manifest.Manifest;
import io.gingham.policy.manifest.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What public reports say a check should have found: `cases/reports/policy-check`. Each file names
/// its source and what is expected in words; here stands what that comes to.
class ReportedChecksTest {

    /// By file: parts of the findings, each of which must be in one, and `no: ` what must be in
    /// none.
    private static final Map<String, List<String>> EXPECTED = expected();

    private static Map<String, List<String>> expected() {
        Map<String, List<String>> expected = new LinkedHashMap<>();
        expected.put(
                "allowed-too-late.yaml",
                List.of(
                        "warning: NetworkPolicy shop/allow-web: rule 1 is never asked: rule 1 of GlobalNetworkPolicy default-deny (tier default, order 20) denies"));
        expected.put(
                "baseline-name-and-action.yaml",
                List.of(
                        "error: BaselineAdminNetworkPolicy mine: a Baseline",
                        "knows Allow and Deny"));
        expected.put(
                "block-of-a-cluster-ip.yaml",
                List.of("10.96.0.50 is the address of Service shop/web"));
        expected.put(
                "deployments.yaml",
                List.of(
                        "warning: NetworkPolicy shop/api-by-the-deployments-label: selects nothing",
                        "no: NetworkPolicy shop/api:"));
        expected.put("dns-rule-without-ports.yaml", List.of("can't resolve names: shop/web-1"));
        expected.put("dns-tcp-and-a-block.yaml", List.of("can't resolve names"));
        expected.put(
                "ingress-rule-about-another-destination.yaml",
                List.of(
                        "rule 1 can never match: the policy governs shop/web-1, and the rule's destination is {selector: app == 'db'}"));
        expected.put(
                "kinds-of-other-groups.yaml",
                List.of(
                        "error: NetworkPolicy m22: apiVersion extensions/v1beta1 is not enforced; write networking.k8s.io/v1",
                        "error: NetworkPolicy m22b: apiVersion v1 is not enforced",
                        "error: GlobalNetworkPolicy default.m22c: apiVersion crd.projectcalico.org/v1 is not enforced; write projectcalico.org/v3"));
        expected.put(
                "named-port-of-another-pod.yaml",
                List.of("none of the pods that it governs (shop/db-1) has a TCP port named http"));
        expected.put("named-port-of-three-protocols.yaml", List.of("no: port named"));
        expected.put(
                "named-port-towards-networks.yaml",
                List.of(
                        ":13: error: ClusterNetworkPolicy s01: a named port stands beside",
                        ":14: error: ClusterNetworkPolicy s01: a named port stands beside",
                        "no: never reached"));
        expected.put(
                "namespace-label-that-nobody-has.yaml",
                List.of(
                        "no namespace has the label name=monitoring (kubernetes.io/metadata.name is always there)",
                        "no: orchestrator"));
        expected.put(
                "no-egress-rules-in-it.yaml",
                List.of(
                        "spec.podSelector: unknown field",
                        "spec.policyTypes: unknown field",
                        "spec.ingress[0].ports: unknown field",
                        "spec.ingress[0].from: unknown field",
                        "no: have no effect"));
        expected.put("yaml-alias.yaml", List.of("no: error"));
        expected.put("zero-block.yaml", List.of("0.0.0.0/24 holds no address"));
        // A question to explain: ChangeTest.
        expected.put("what-if-of-a-staged-policy.yaml", List.of());
        return expected;
    }

    @TestFactory
    Stream<DynamicTest> saysWhatIsExpectedAndNothingFalse() throws IOException {
        Path folder = CaseFiles.folder().resolve("reports/policy-check");
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> !file.endsWith("cluster.yaml")).sorted().toList();
        }
        return files.stream()
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        String.valueOf(file.getFileName()),
                                        () -> check(folder, file)));
    }

    private static void check(Path folder, Path file) throws IOException {
        List<String> expected =
                EXPECTED.getOrDefault(
                        String.valueOf(file.getFileName()), List.of("what is expected of " + file));
        List<Manifest> manifests = new ArrayList<>();
        for (Path one : List.of(folder.resolve("cluster.yaml"), file)) {
            manifests.addAll(
                    ManifestReader.read(String.valueOf(one.getFileName()), Files.readString(one)));
        }
        List<String> findings =
                Linter.check(LoadedCluster.of(manifests)).stream().map(Finding::toString).toList();
        for (String part : expected) {
            if (part.startsWith("no: ")) {
                String absent = part.substring("no: ".length());
                assertTrue(
                        findings.stream().noneMatch(finding -> finding.contains(absent)),
                        () -> absent + " in " + findings);
            } else if (findings.stream().noneMatch(finding -> finding.contains(part))) {
                fail("expected: " + part + "\nfound: " + String.join("\n", findings));
            }
        }
        boolean onlyAbsent = expected.stream().allMatch(part -> part.startsWith("no: "));
        if (onlyAbsent && !expected.isEmpty()) {
            assertEquals(List.of(), findings);
        }
    }
}
