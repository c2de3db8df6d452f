package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.Sysctl;
import io.gingham.process.ProcessResult;
import io.gingham.value.IpFamily;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// CHECK sees what is not as ADD made it, and lets what later plugins did pass. Cases
/// check-foreign-prevresult and check-neighbour-gone of cases/reports/cni; source: CNI SPEC, CHECK.
class CheckTest extends CniServerFixture {

    private static final String DUAL = "usePodCidrIPv6";

    private final NetworkNamespace pod = node.namespaces.create("pod");
    private JsonNode result = CniNode.JSON.missingNode();
    private String hostName = "";

    CheckTest() throws IOException {}

    @BeforeEach
    void add() {
        result = node.add("c1", pod, "web", node.config("1.0.0", "usePodCidr", DUAL));
        hostName = result.at("/interfaces/0/name").asText();
        check(result).orThrow();
    }

    @Test
    void anAddressThatTheInterfaceDoesNotHaveFails() {
        fails("10.244.8.250", edited(r -> address(r, 0).put("address", "10.244.8.250/32")));
    }

    @Test
    void aResultOfAnotherAttachmentFails() {
        fails("address", edited(r -> ((ArrayNode) r.path("ips")).remove(0)));
        fails("cali", edited(r -> ((ObjectNode) r.at("/interfaces/0")).put("name", "cali0")));
        fails("eth0", edited(r -> ((ObjectNode) r.at("/interfaces/1")).put("name", "eth7")));
        fails(
                "eth0",
                edited(r -> ((ObjectNode) r.at("/interfaces/1")).put("sandbox", "/run/netns/x")));
        fails(
                "MAC",
                edited(r -> ((ObjectNode) r.at("/interfaces/1")).put("mac", "02:00:00:00:00:01")));
    }

    @Test
    void theFixedNeighbourGoneFails() {
        node.namespaces.run(pod, "ip", "neigh", "flush", "dev", "eth0", "nud", "permanent");

        fails("neighbour", result);
    }

    @Test
    void aRouteToTheGatewayGoneFails() {
        node.namespaces.run(pod, "ip", "route", "del", "default");
        fails("0.0.0.0/0", result);
        node.namespaces.run(pod, "ip", "route", "del", "169.254.1.1");
        fails("169.254.1.1", result);
    }

    @Test
    void theHostsEndNoRoutersPortFails() {
        for (IpFamily family : IpFamily.values()) {
            String proxy = family == IpFamily.IPV4 ? "proxy_arp" : "proxy_ndp";
            for (String setting : new String[] {"forwarding", proxy}) {
                Sysctl.ofLink(family, hostName, setting).put(0);
                fails(setting, result);
                Sysctl.ofLink(family, hostName, setting).put(1);
            }
        }
        check(result).orThrow();
    }

    @Test
    void rulesThatAreGoneFail() {
        node.gate =
                new PolicyGate() {
                    @Override
                    public CompletableFuture<Void> enforced(WorkloadEndpoint endpoint) {
                        return CompletableFuture.completedFuture(null);
                    }

                    @Override
                    public Optional<String> missing(WorkloadEndpoint endpoint) {
                        return Optional.of("the chain of " + endpoint.interfaceName() + " is gone");
                    }
                };

        fails("the chain of " + hostName, result);
    }

    @Test
    void whatLaterPluginsAddedOrMovedPasses() {
        node.namespaces.run(pod, "ip", "link", "add", "net1", "type", "bridge");
        node.namespaces.run(pod, "ip", "addr", "add", "192.0.2.9/24", "dev", "net1");
        node.namespaces.run(pod, "ip", "addr", "add", "192.0.2.7/32", "dev", "eth0");
        node.namespaces.run(pod, "ip", "link", "set", "eth0", "mtu", "1300");
        node.namespaces.run(
                pod, "ip", "route", "add", "default", "via", "169.254.1.1", "table", "100");
        node.namespaces.run(pod, "ip", "route", "del", "default");

        check(result).orThrow();
        check(
                        edited(
                                r -> {
                                    ((ArrayNode) r.path("interfaces"))
                                            .addObject()
                                            .put("name", "net1")
                                            .put("sandbox", pod.path().toString());
                                    ((ArrayNode) r.path("ips"))
                                            .addObject()
                                            .put("address", "192.0.2.9/24")
                                            .put("interface", 2);
                                }))
                .orThrow();
    }

    @Test
    void anAddressThatALaterPluginMovedToAnotherInterfacePasses() {
        node.namespaces.run(pod, "ip", "link", "add", "net1", "type", "bridge");
        node.namespaces.run(pod, "ip", "addr", "del", "10.65.0.2/32", "dev", "eth0");
        node.namespaces.run(pod, "ip", "addr", "add", "10.65.0.2/32", "dev", "net1");
        node.namespaces.run(pod, "ip", "link", "set", "net1", "up");
        node.namespaces.run(pod, "ip", "route", "add", "default", "dev", "net1");
        fails("10.65.0.2", result);

        check(
                        edited(
                                r -> {
                                    ((ArrayNode) r.path("interfaces"))
                                            .addObject()
                                            .put("name", "net1")
                                            .put("sandbox", pod.path().toString());
                                    address(r, 0).put("interface", 2);
                                }))
                .orThrow();
    }

    private static ObjectNode address(ObjectNode of, int index) {
        return (ObjectNode) of.path("ips").path(index);
    }

    private ObjectNode edited(Consumer<ObjectNode> edit) {
        ObjectNode copy = result.deepCopy();
        edit.accept(copy);
        return copy;
    }

    private void fails(String word, JsonNode previous) {
        ProcessResult answer = check(previous);
        assertError(CniErrorCode.CHECK_FAILED, answer);
        assertTrue(answer.stdoutText().contains(word), answer::stdoutText);
    }

    private ProcessResult check(JsonNode previous) {
        return node.call(
                "CHECK",
                "c1",
                pod.path().toString(),
                "web",
                withPrevious(node.config("1.0.0", "usePodCidr", DUAL), previous));
    }
}
