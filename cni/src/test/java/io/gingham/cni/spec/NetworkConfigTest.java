package io.gingham.cni.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.EndpointId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkConfigTest {

    private static final String CALICO =
            """
            {"cniVersion": "0.3.1", "name": "k8s-pod-network", "type": "calico",
             "log_level": "info", "datastore_type": "kubernetes", "mtu": 1440,
             "ipam": {"type": "host-local", "subnet": "usePodCidr"},
             "policy": {"type": "k8s"},
             "kubernetes": {"kubeconfig": "/etc/cni/net.d/calico-kubeconfig", "node_name": "n1"},
             "container_settings": {"allow_ip_forwarding": true},
             "args": {"cni": {}}, "something": {"unknown": [1]}}
            """;

    @Test
    void calicosDocumentIsReadAsItStands() {
        NetworkConfig config = parse(CALICO);

        assertEquals(SpecVersion.V0_3_1, config.version());
        assertEquals("k8s-pod-network", config.name());
        assertEquals(1440, config.mtu());
        assertEquals("host-local", config.ipamType());
        assertEquals("k8s", config.policyType());
        assertEquals("/etc/cni/net.d/calico-kubeconfig", config.kubeconfig());
        assertEquals("n1", config.nodename());
        assertEquals("info", config.logLevel());
        assertTrue(config.allowIpForwarding());
        assertTrue(
                new String(config.document().with(Map.of(), Set.of()), StandardCharsets.UTF_8)
                        .contains("\"something\":{\"unknown\":[1]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"cniVersion\":\"1.0.0\",\"name\":\"a\",\"mtu\":-1}|INVALID_CONFIG",
                "{\"cniVersion\":\"1.0.0\",\"name\":\"a\",\"mtu\":99999}|INVALID_CONFIG",
                "{\"cniVersion\":\"1.0.0\",\"name\":\"a\",\"ipam\":[]}|INVALID_CONFIG",
                "{\"cniVersion\":\"1.0.0\",\"name\":5}|INVALID_CONFIG",
                "{\"cniVersion\":\"1.0.0\"}|INVALID_CONFIG",
                "{\"cniVersion\":\"1.0.0\",\"name\":\"a/b\"}|INVALID_CONFIG",
                "{\"name\":\"a\"}|INCOMPATIBLE_VERSION",
                "{\"cniVersion\":\"0.2.0\",\"name\":\"a\"}|INCOMPATIBLE_VERSION",
                "{\"cniVersion\":1,\"name\":\"a\"}|DECODING_FAILURE",
                "{\"cniVersion\":\"1.0.0\",\"name\":\"a\"} x|DECODING_FAILURE",
                "nonsense|DECODING_FAILURE",
                "null|DECODING_FAILURE",
            })
    void whatIsMalformedIsRefusedWithItsCode(String text, CniErrorCode code) {
        CniException e = assertThrows(CniException.class, () -> parse(text));

        assertTrue(e.is(code), e::toString);
    }

    @Test
    void gcWithoutAListIsNotAnEmptyList() {
        NetworkConfig without = parse("{\"cniVersion\":\"1.1.0\",\"name\":\"a\"}");
        NetworkConfig with =
                parse(
                        "{\"cniVersion\":\"1.1.0\",\"name\":\"a\",\"cni.dev/valid-attachments\":"
                                + "[{\"containerID\":\"c\",\"ifname\":\"eth0\"}]}");

        assertThrows(CniException.class, without::validAttachments);
        assertEquals(Set.of(new EndpointId("c", "eth0")), with.validAttachments());
    }

    /// Whatever bytes come, the outcome is a configuration or an error of the specification.
    @Test
    void mutatedDocumentsNeverEndInAnotherException() {
        long seed = 31;
        System.out.println("config mutation seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = CALICO.getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                NetworkConfig.parse(bytes);
            } catch (CniException e) {
                assertTrue(e.code() > 0);
            }
        }
    }

    private static NetworkConfig parse(String text) {
        return NetworkConfig.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
