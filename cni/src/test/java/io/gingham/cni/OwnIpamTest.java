package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.cni.ipam.Ipam;
import io.gingham.cni.spec.CniResult;
import io.gingham.cni.spec.Invocation;
import io.gingham.cni.spec.NetworkConfig;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.process.ProcessResult;
import io.gingham.value.IpAddress;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Addresses of the agent's own, by the name in `ipam.type`: each verb goes to them, and no plugin
/// is looked for.
class OwnIpamTest extends CniServerFixture {

    private static final String NAME = "gingham-memory";

    private final FakeIpam ipam = new FakeIpam();

    OwnIpamTest() throws IOException {
        node.ownIpam = Map.of(NAME, ipam);
        node.restart();
    }

    /// Gives out 10.66.0.1, .2 ..., by container.
    private static final class FakeIpam implements Ipam {

        final Map<String, IpAddress> given = new ConcurrentSkipListMap<>();
        boolean full;

        @Override
        public Supplier<CniResult> allocate(Invocation invocation, NetworkConfig config) {
            if (full) {
                throw new CniException(CniErrorCode.TRY_AGAIN_LATER, "no address is free");
            }
            return () -> {
                IpAddress address = IpAddress.parse("10.66.0." + (given.size() + 1));
                given.put(invocation.containerId(), address);
                CniResult.Ip ip = new CniResult.Ip(address, 32, IpAddress.parse("0.0.0.0"), -1);
                return new CniResult(List.of(), List.of(ip), List.of(), "");
            };
        }

        @Override
        public void release(
                Map<String, String> environment, NetworkConfig config, boolean wasAdded) {
            given.remove(environment.getOrDefault("CNI_CONTAINERID", ""));
        }

        @Override
        public void check(Invocation invocation, NetworkConfig config) {
            if (!given.containsKey(invocation.containerId())) {
                throw new CniException(CniErrorCode.CHECK_FAILED, "the address was taken away");
            }
        }

        @Override
        public void status(Invocation invocation, NetworkConfig config) {
            if (full) {
                throw new CniException(CniErrorCode.NOT_AVAILABLE, "no address is free");
            }
        }

        @Override
        public void collect(Invocation invocation, NetworkConfig config) {
            Set<EndpointId> valid = config.validAttachments();
            given.keySet()
                    .removeIf(
                            container ->
                                    valid.stream()
                                            .noneMatch(id -> id.containerId().equals(container)));
        }
    }

    private static String config() {
        return """
        {"cniVersion": "1.1.0", "name": "k8s-pod-network", "type": "gingham",
         "ipam": {"type": "%s"}}
        """
                .formatted(NAME);
    }

    @Test
    void anAddGetsItsAddressThereAndADelGivesItBack() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");

        JsonNode result = node.add("c1", pod, "web", config());

        assertEquals("10.66.0.1/32", result.path("ips").path(0).path("address").asText());
        assertEquals(Set.of("c1"), ipam.given.keySet());
        node.call("DEL", "c1", pod.path().toString(), "web", config()).orThrow();
        assertEquals(Set.of(), ipam.given.keySet());
        assertNothingLeft(pod);
    }

    @Test
    void anAddThatFailsLaterGivesTheAddressBack() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.forbidden = address -> Optional.of("it is a router's");

        ProcessResult refused = node.call("ADD", "c1", pod.path().toString(), "web", config());

        assertEquals(1, refused.exitCode());
        assertEquals(Set.of(), ipam.given.keySet());
    }

    @Test
    void aPoolThatIsFullIsSaidByAddAndStatus() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.call("STATUS", "", "", "", config()).orThrow();
        ipam.full = true;

        assertError(CniErrorCode.NOT_AVAILABLE, node.call("STATUS", "", "", "", config()));
        assertError(
                CniErrorCode.TRY_AGAIN_LATER,
                node.call("ADD", "c1", pod.path().toString(), "web", config()));
        assertNothingLeft(pod);
    }

    @Test
    void checkAsksWhetherTheAddressIsStillThePods() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        String checked = withPrevious(config(), node.add("c1", pod, "web", config()));
        node.call("CHECK", "c1", pod.path().toString(), "web", checked).orThrow();
        ipam.given.clear();

        ProcessResult result = node.call("CHECK", "c1", pod.path().toString(), "web", checked);

        assertTrue(result.stdoutText().contains("the address was taken away"), result::stdoutText);
    }

    @Test
    void gcTellsItWhatIsStillInUse() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", config());
        ipam.given.put("leaked", IpAddress.parse("10.66.0.9"));
        String stillThere =
                config().replaceFirst(
                                "\\{",
                                "{\"cni.dev/valid-attachments\":"
                                        + " [{\"containerID\": \"c1\", \"ifname\": \"eth0\"}],");

        node.call("GC", "", "", "", stillThere).orThrow();

        assertEquals(Set.of("c1"), ipam.given.keySet());
    }

    @Test
    void anyOtherNameIsAPlugins() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");

        node.add("c1", pod, "web", node.config("1.0.0"));

        assertEquals(Set.of(), ipam.given.keySet());
        assertEquals(1, node.reservations().size());
    }
}
