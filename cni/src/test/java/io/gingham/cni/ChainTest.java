package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.TestNamespaces;
import io.gingham.process.ProcessResult;
import io.gingham.process.ProcessRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Debian's chained plugins take our result, and the `static` IPAM plugin is as good as host-local.
class ChainTest {

    private final CniNode node;

    ChainTest() throws IOException {
        node = new CniNode();
    }

    @AfterEach
    void close() throws IOException {
        node.close();
    }

    @Test
    void portmapForwardsAHostPortToThePod() {
        NetworkNamespace pod = node.namespaces.create("pod");
        JsonNode ours = node.add("c1", pod, "web", node.config("1.0.0"));
        String settings =
                "\"snat\": true, \"runtimeConfig\": {\"portMappings\":"
                        + " [{\"hostPort\": 8080, \"containerPort\": 80, \"protocol\": \"tcp\"}]}";

        ProcessResult added = chained("portmap", "ADD", pod, ours, settings);

        assertEquals(ours, CniNode.json(added.orThrow()));
        String rules = TestNamespaces.runHere("iptables-save", "-t", "nat");
        assertTrue(rules.contains("--to-destination 10.65.0.2:80"), rules);
        chained("portmap", "DEL", pod, ours, settings).orThrow();
        node.call("DEL", "c1", pod.path().toString(), "web", node.config("1.0.0")).orThrow();
    }

    @Test
    void bandwidthShapesTheHostsEnd() {
        NetworkNamespace pod = node.namespaces.create("pod");
        JsonNode ours = node.add("c1", pod, "web", node.config("1.0.0"));

        ProcessResult added =
                chained(
                        "bandwidth",
                        "ADD",
                        pod,
                        ours,
                        "\"ingressRate\": 1000000, \"ingressBurst\": 1000000");

        if (!added.succeeded() && added.stdoutText().contains("create ingress qdisc")) {
            System.out.println("SKIP: this kernel has no tbf: " + added.stdoutText());
            return;
        }
        assertEquals(ours, CniNode.json(added.orThrow()));
        String hostName = ours.at("/interfaces/0/name").asText();
        assertTrue(TestNamespaces.runHere("tc", "qdisc", "show", "dev", hostName).contains("tbf"));
    }

    @Test
    void theStaticIpamPluginWorksAsItIs() {
        NetworkNamespace pod = node.namespaces.create("pod");
        String config =
                "{\"cniVersion\": \"1.0.0\", \"name\": \"fixed\", \"type\": \"gingham\", \"ipam\":"
                        + " {\"type\": \"static\", \"addresses\": [{\"address\": \"10.77.0.9/24\"}],"
                        + " \"routes\": [{\"dst\": \"10.0.0.0/8\"}], \"dns\": {\"nameservers\":"
                        + " [\"10.96.0.10\"]}}}";

        JsonNode result = node.add("c1", pod, "web", config);

        assertEquals("10.77.0.9/32", result.at("/ips/0/address").asText());
        assertEquals("10.0.0.0/8", result.at("/routes/0/dst").asText());
        assertEquals("10.96.0.10", result.at("/dns/nameservers/0").asText());
        assertTrue(node.namespaces.run(pod, "ip", "route").contains("10.0.0.0/8 via 169.254.1.1"));
        node.call("DEL", "c1", "", "web", config).orThrow();
    }

    private ProcessResult chained(
            String plugin, String command, NetworkNamespace pod, JsonNode ours, String settings) {
        String config =
                "{\"cniVersion\": \"1.0.0\", \"name\": \"k8s-pod-network\", \"type\": \""
                        + plugin
                        + "\", "
                        + settings
                        + ", \"prevResult\": "
                        + ((ObjectNode) ours)
                        + "}";
        Map<String, String> environment =
                node.environment(command, "c1", pod.path().toString(), "web");
        return new ProcessRunner(Duration.ofSeconds(30))
                .run(
                        List.of(CniNode.PLUGINS + "/" + plugin),
                        config.getBytes(StandardCharsets.UTF_8),
                        environment);
    }
}
