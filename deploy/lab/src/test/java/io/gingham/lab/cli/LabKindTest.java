package io.gingham.lab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gingham.lab.LabException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabKindTest {

    private static final List<LabKind> KINDS =
            List.of(
                    kind("Pod", "pods", true, "po"),
                    kind("NetworkPolicy", "networkpolicies.networking.k8s.io", true, "netpol"),
                    kind("NetworkPolicy", "networkpolicies.projectcalico.org", true),
                    kind("GlobalNetworkPolicy", "globalnetworkpolicies.projectcalico.org", false),
                    kind("IPPool", "ippools.projectcalico.org", false),
                    kind("BGPPeer", "bgppeers.projectcalico.org", false));

    private static LabKind kind(
            String kind, String resource, boolean namespaced, String... shortNames) {
        return new LabKind(
                kind,
                resource,
                namespaced,
                List.of(shortNames),
                new ResourceDefinitionContext.Builder()
                        .withVersion("v1")
                        .withKind(kind)
                        .withPlural(resource)
                        .build());
    }

    @ParameterizedTest
    @CsvSource({
        "po, pods",
        "Pod, pods",
        "netpol, networkpolicies.networking.k8s.io",
        "networkpolicy, networkpolicies.networking.k8s.io",
        "networkpolicies.projectcalico.org, networkpolicies.projectcalico.org",
        "GlobalNetworkPolicy, globalnetworkpolicies.projectcalico.org",
        "ippools, ippools.projectcalico.org",
        "bgppeer, bgppeers.projectcalico.org",
        "networkpolicy.projectcalico.org, networkpolicies.projectcalico.org"
    })
    void aKindIsNamedAsForKubectl(String word, String resource) {
        assertEquals(resource, LabKind.named(word, KINDS).resource());
    }

    @Test
    void aMisspeltKindIsSaidWithTheNearest() {
        String said =
                String.valueOf(
                        assertThrows(LabException.class, () -> LabKind.named("ipools", KINDS))
                                .getMessage());
        assertEquals("there is no kind 'ipools'; did you mean 'ippools'?", said);
    }

    @Test
    void anUnknownKindIsSaidWithThoseThereAre() {
        String said =
                String.valueOf(
                        assertThrows(LabException.class, () -> LabKind.named("wombat", KINDS))
                                .getMessage());
        assertTrue(said.contains("no kind 'wombat'; known are: pods, "), said);
    }

    @Test
    void theTableHasTheColumnsInWhichSomethingStands() {
        List<GenericKubernetesResource> pods =
                List.of(
                        pod("{name: a, namespace: shop, labels: {y: z, app: web}}", "10.244.1.2"),
                        pod("{name: longer, namespace: b}", "10.244.1.13"));
        assertEquals(
                List.of(
                        "NAMESPACE  NAME    NODE  ADDRESS      LABELS",
                        "shop       a       n1    10.244.1.2   app=web,y=z",
                        "b          longer  n1    10.244.1.13"),
                GetCommand.table(LabKind.named("pods", KINDS), pods));
        assertEquals(List.of("no pods"), GetCommand.table(LabKind.named("po", KINDS), List.of()));
    }

    private static GenericKubernetesResource pod(String metadata, String address) {
        return Serialization.unmarshal(
                """
                apiVersion: v1
                kind: Pod
                metadata: %s
                spec: {nodeName: n1}
                status: {podIP: %s}
                """
                        .formatted(metadata, address),
                GenericKubernetesResource.class);
    }
}
