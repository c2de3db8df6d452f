package io.gingham.lab.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gingham.lab.LabException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabKindTest {

    @ParameterizedTest
    @CsvSource({
        "po, pods",
        "Pod, pods",
        "netpol, networkpolicies.networking.k8s.io",
        "networkpolicy, networkpolicies.networking.k8s.io",
        "networkpolicies.projectcalico.org, networkpolicies.projectcalico.org",
        "GlobalNetworkPolicy, globalnetworkpolicies.projectcalico.org",
        "ippools, ippools.projectcalico.org",
        "bgppeer, bgppeers.projectcalico.org"
    })
    void aKindIsNamedAsForKubectl(String word, String resource) {
        assertEquals(resource, LabKind.named(word).resource());
    }

    @Test
    void anUnknownKindIsSaidWithThoseThereAre() {
        String said =
                String.valueOf(
                        assertThrows(LabException.class, () -> LabKind.named("deploy"))
                                .getMessage());
        assertTrue(said.contains("no kind 'deploy'; known are: namespaces"), said);
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
                GetCommand.table(LabKind.named("pods"), pods));
        assertEquals(List.of("no pods"), GetCommand.table(LabKind.named("po"), List.of()));
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
