package io.gingham.policy.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.policy.explain.Finding;
import io.gingham.policy.explain.LoadedCluster;
import io.gingham.policy.explain.Shop;
import io.gingham.policy.manifest.ManifestReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinterTest {

    private static final String KUBERNETES =
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec:\n";
    private static final String CALICO =
            "apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec:\n";

    private static List<String> check(String... manifests) {
        return Linter.check(Shop.with(manifests)).stream().map(Finding::toString).toList();
    }

    @Test
    void aSoundPolicyHasNoFinding() {
        assertEquals(List.of(), check(Shop.WEB_TO_DB));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "podSelector: {matchLabels: {app: wbe}} | 5 | selects nothing that is here",
                "podSelector: {}\\n  ingress: [{from: [{podSelector: {matchLabels: {app: none}}}]}] | 6 | rule 1: its source",
                "podSelector: {}\\n  ingress: [{ports: [{port: https}]}] | 6 | has a TCP port named https",
                "podSelector: {}\\n  ingress:\\n  - {}\\n  - {ports: [{port: 80}]} | 8 | rule 2 is never reached: rule 1 (Allow)",
                "podSelector: {}\\n  ingress: [{from: [{ipBlock: {cidr: 10.0.0.1/8}}]}] | 6 | 10.0.0.1/8 has host bits; it counts as 10.0.0.0/8. Write that, or 10.0.0.1/32",
                "podSelector: {}\\n  policyTypes: [Egress]\\n  egress: [{ports: [{port: 443}]}] | 7 | can't resolve names",
                "podSelector: {}\\n  policyTypes: [Ingress]\\n  egress: [{}] | 7 | its egress rules have no effect",
                "podSelector: {}\\n  ingress: [{form: []}] | 6 | spec.ingress[0].form: unknown field"
            })
    void findsWhatWasNotMeantInAKubernetesPolicy(String fields, int line, String message) {
        assertOne(check(KUBERNETES + "  " + fields.replace("\\n", "\n")), line, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tier: secure | 5 | there is no Tier secure",
                "ingress: [{action: Log}] | 5 | it only logs, and still isolates",
                "ingress:\\n  - {action: Deny, source: {nets: [10.0.0.0/8]}}\\n  - {action: Allow, source: {nets: [10.1.0.0/16]}} | 7 | rule 2 is never reached: rule 1 (Deny)",
                "ingress:\\n  - {action: Allow, protocol: TCP, destination: {ports: ['1:100']}}\\n  - {action: Deny, protocol: TCP, destination: {ports: [80]}} | 7 | rule 2 is never reached",
                "selector: app = 'web' | 5 | spec.selector: 'app = 'web'' is no selector: at character 5"
            })
    void findsWhatWasNotMeantInACalicoPolicy(String fields, int line, String message) {
        assertOne(check(CALICO + "  " + fields.replace("\\n", "\n")), line, message);
    }

    private static void assertOne(List<String> findings, int line, String message) {
        assertEquals(1, findings.size(), findings.toString());
        assertTrue(findings.getFirst().startsWith("policy.yaml:" + line + ": "), findings + "");
        assertTrue(findings.getFirst().contains(message), findings.toString());
    }

    @Test
    void dnsMayBeAllowedByAnotherPolicyOfTheSamePods() {
        String https =
                KUBERNETES
                        + "  podSelector: {}\n  policyTypes: [Egress]\n  egress: [{ports: [{port: 443}]}]\n";
        String dns =
                https.replace("name: p", "name: dns")
                        .replace("port: 443", "port: 53, protocol: UDP");
        assertEquals(1, check(https).size());
        assertEquals(List.of(), check(https, dns));
    }

    @Test
    void logOnlyIsFineWhereNothingIsIsolated() {
        assertEquals(
                List.of(),
                check(
                        "apiVersion: projectcalico.org/v3\nkind: Tier\nmetadata: {name: watch}\nspec: {defaultAction: Pass}\n",
                        CALICO + "  tier: watch\n  ingress: [{action: Log}]"));
    }

    @Test
    void aStagedPolicyThatStagesNothingIsFound() {
        String deletion =
                "apiVersion: projectcalico.org/v3\nkind: StagedNetworkPolicy\nmetadata: {name: x, namespace: shop}\nspec: {stagedAction: Delete}\n";
        assertTrue(
                check(deletion)
                        .getFirst()
                        .contains("stages the deletion of a NetworkPolicy shop/x"),
                check(deletion) + "");
        String policy = CALICO + "  ingress: [{action: Allow}]\n";
        String staged = policy.replace("kind: NetworkPolicy", "kind: StagedNetworkPolicy");
        assertTrue(
                check(policy, staged).getFirst().contains("stages what NetworkPolicy shop/p"),
                check(policy, staged) + "");
    }

    @Test
    void withoutPodsNothingIsSaidOfPods() {
        LoadedCluster cluster =
                LoadedCluster.of(ManifestReader.read("policy.yaml", Shop.WEB_TO_DB));
        assertEquals(List.of(), Linter.check(cluster));
    }
}
