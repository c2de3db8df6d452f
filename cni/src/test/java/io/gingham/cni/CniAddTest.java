package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.cni.wiring.HostInterfaceName;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.Sysctl;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.process.ProcessResult;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// ADD through the launcher and Debian's host-local, against the kernel.
class CniAddTest extends CniServerFixture {

    private static final String DUAL = "usePodCidrIPv6";

    CniAddTest() throws IOException {}

    @Test
    void addWiresThePodAsCalicoDoes() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");

        JsonNode result = node.add("c1", pod, "web", node.config("1.0.0"));

        String hostName = HostInterfaceName.ofPod("default", "web");
        assertEquals(
                CniNode.JSON.readTree(
                        """
                        {"cniVersion": "1.0.0",
                         "interfaces": [
                           {"name": "%s", "mac": "ee:ee:ee:ee:ee:ee"},
                           {"name": "eth0", "mac": "%s", "sandbox": "%s"}],
                         "ips": [{"interface": 1, "address": "10.65.0.2/32",
                                   "gateway": "169.254.1.1"}],
                         "routes": [{"dst": "0.0.0.0/0", "gw": "169.254.1.1"}],
                         "dns": {}}
                        """
                                .formatted(hostName, podMac(pod), pod.path())),
                result);
        Link link = host.link(hostName).orElseThrow();
        assertEquals(1400, link.mtu());
        assertTrue(link.up() && link.carrier());
        assertEquals(
                List.of(Route.onLink(IpPrefix.parse("10.65.0.2/32"), link.index())),
                host.routes(RouteFilter.main(IpFamily.IPV4)));
        String routes = node.namespaces.run(pod, "ip", "-4", "route", "show");
        assertEquals(
                "default via 169.254.1.1 dev eth0 \n169.254.1.1 dev eth0 scope link \n", routes);
        assertEquals(1, node.server.endpoints().size());
        assertEquals(List.of("10.65.0.2"), node.reservations());
    }

    @Test
    void theHostsEndIsARoutersPortAndThePodDoesNotForward() {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0", "usePodCidr", DUAL));
        String link = HostInterfaceName.ofPod("default", "web");

        for (String setting : List.of("proxy_arp", "forwarding", "rp_filter", "route_localnet")) {
            assertEquals("1", Sysctl.ofLink(IpFamily.IPV4, link, setting).read(), setting);
        }
        assertEquals("0", Sysctl.ofNeighbours(IpFamily.IPV4, link, "proxy_delay").read());
        for (String setting : List.of("proxy_ndp", "forwarding")) {
            assertEquals("1", Sysctl.ofLink(IpFamily.IPV6, link, setting).read(), setting);
        }
        for (String setting : List.of("accept_ra", "accept_dad", "disable_ipv6")) {
            assertEquals("0", Sysctl.ofLink(IpFamily.IPV6, link, setting).read(), setting);
        }
        assertEquals("0", pod.call(() -> Sysctl.of("ipv4", "ip_forward").read()));
        assertEquals("0", pod.call(() -> Sysctl.ofLink(IpFamily.IPV6, "all", "forwarding").read()));
    }

    @Test
    void aPodThatMayForwardDoes() {
        NetworkNamespace pod = node.namespaces.create("pod");
        String config =
                node.config("1.0.0")
                        .replaceFirst(
                                "\\{", "{\"container_settings\":{\"allow_ip_forwarding\":true},");

        node.add("c1", pod, "web", config);

        assertEquals("1", pod.call(() -> Sysctl.of("ipv4", "ip_forward").read()));
    }

    @Test
    void aSecondInterfaceOfAPodIsRefusedAndTheFirstStays() {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0"));
        Map<String, String> environment =
                node.environment("ADD", "c1", pod.path().toString(), "web");
        environment.put("CNI_IFNAME", "net1");

        assertError(CniErrorCode.INVALID_CONFIG, node.call(environment, node.config("1.0.0")));
        assertEquals(1, caliLinks().size());
    }

    @Test
    void aContainerOutsideKubernetesIsWiredToo() {
        NetworkNamespace pod = node.namespaces.create("pod");
        Map<String, String> environment =
                node.environment("ADD", "c1", pod.path().toString(), "web");
        environment.put("CNI_ARGS", "");

        node.call(environment, node.config("1.0.0")).orThrow();
        assertEquals("container c1", node.server.endpoints().getFirst().displayName());
        environment.put("CNI_COMMAND", "DEL");
        node.call(environment, node.config("1.0.0")).orThrow();
        assertEquals(List.of(), caliLinks());
    }

    @Test
    void podsReachEachOtherThroughTheHost() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        NetworkNamespace other = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0", "usePodCidr", DUAL));
        node.add("c2", other, "db", node.config("1.0.0", "usePodCidr", DUAL));
        Sysctl.of("ipv4", "ip_forward").put(1);
        Sysctl.ofLink(IpFamily.IPV6, "all", "forwarding").put(1);

        node.namespaces.run(pod, "ping", "-c", "1", "-W", "5", "10.65.0.3");
        node.namespaces.run(pod, "ping", "-6", "-c", "1", "-W", "5", "2001:db8:65::3");
    }

    @Test
    void aDualStackPodHasBothFamilies() {
        NetworkNamespace pod = node.namespaces.create("pod");

        JsonNode result = node.add("c1", pod, "web", node.config("0.4.0", "usePodCidr", DUAL));

        assertEquals("4", result.at("/ips/0/version").asText());
        assertEquals("2001:db8:65::2/128", result.at("/ips/1/address").asText());
        assertEquals("fe80::ecee:eeff:feee:eeee", result.at("/routes/1/gw").asText());
        assertTrue(
                node.namespaces
                        .run(pod, "ip", "-6", "route", "show", "default")
                        .contains("via fe80::ecee:eeff:feee:eeee dev eth0"));
    }

    @Test
    void anIpv6OnlyPodWorksToo() {
        NetworkNamespace pod = node.namespaces.create("pod");

        JsonNode result = node.add("c1", pod, "web", node.config("1.1.0", DUAL));

        assertEquals(1, result.path("ips").size());
        assertEquals(1400, result.at("/interfaces/1/mtu").asInt());
    }

    @Test
    void anInterfaceThatExistsIsRefusedAndNothingChanges() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.namespaces.run(pod, "ip", "link", "add", "eth0", "type", "bridge");

        ProcessResult result =
                node.call("ADD", "c1", pod.path().toString(), "web", node.config("1.0.0"));

        assertError(CniErrorCode.INTERFACE_EXISTS, result);
        assertEquals(List.of(), caliLinks());
        assertEquals(List.of(), node.reservations());
    }

    @Test
    void aSecondAddIsRefusedAndTheFirstKeepsWorking() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0"));

        ProcessResult again =
                node.call("ADD", "c1", pod.path().toString(), "web", node.config("1.0.0"));

        assertError(CniErrorCode.INTERFACE_EXISTS, again);
        assertEquals(1, caliLinks().size());
        assertEquals(List.of("10.65.0.2"), node.reservations());
        assertEquals(1, node.server.endpoints().size());
    }

    @Test
    void aNodeWithoutPodCidrAnswersTryAgainLater() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.podCidrs = List.of();

        ProcessResult result =
                node.call("ADD", "c1", pod.path().toString(), "web", node.config("1.0.0"));

        assertError(CniErrorCode.TRY_AGAIN_LATER, result);
        assertEquals(List.of(), node.server.endpoints());
        assertNothingLeft(pod);
    }

    @Test
    void aGateThatStaysShutUndoesTheAdd() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.gate =
                endpoint ->
                        CompletableFuture.failedFuture(
                                new CniException(
                                        CniErrorCode.TRY_AGAIN_LATER,
                                        "policy is not in the kernel yet"));

        ProcessResult result =
                node.call("ADD", "c1", pod.path().toString(), "web", node.config("1.0.0"));

        assertError(CniErrorCode.TRY_AGAIN_LATER, result);
        assertNothingLeft(pod);
        assertEquals(2, node.deltas.size());
    }

    @Test
    void aRouteOfAnotherInterfaceIsAConflictThatNamesIt() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        int lo = host.link("lo").orElseThrow().index();
        Route foreign = Route.onLink(IpPrefix.parse("10.65.0.2/32"), lo);
        host.addRoute(foreign);
        try {
            ProcessResult result =
                    node.call("ADD", "c1", pod.path().toString(), "web", node.config("1.0.0"));

            assertError(CniErrorCode.ADDRESS_CONFLICT, result);
            assertTrue(result.stdoutText().contains("interface lo"), result::stdoutText);
            assertTrue(host.routes(RouteFilter.main(IpFamily.IPV4)).contains(foreign));
        } finally {
            host.deleteRoute(foreign);
        }
        assertNothingLeft(pod);
    }

    @Test
    void aRefusalOfTheIpamPluginIsPassedOnInItsWords() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");

        ProcessResult result =
                node.call(
                        "ADD",
                        "c1",
                        pod.path().toString(),
                        "web",
                        node.config("1.0.0", "10.1.2.3/31"));

        assertFalse(result.succeeded());
        String message = CniNode.json(result).path("msg").asText();
        assertTrue(message.startsWith("IPAM plugin host-local failed ADD: "), message);
        assertNothingLeft(pod);
    }

    @Test
    void anIpamPluginThatFailsIsAskedToRelease() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        Path log = node.folder.resolve("commands");
        node.plugin("bad", "echo $CNI_COMMAND >> " + log + "; [ $CNI_COMMAND = DEL ]");
        Map<String, String> environment =
                node.environment("ADD", "c1", pod.path().toString(), "web");
        environment.put("CNI_PATH", node.folder.toString());

        ProcessResult result =
                node.call(environment, node.config("1.0.0").replace("host-local", "bad"));

        assertError(CniErrorCode.INTERNAL, result);
        assertEquals("ADD\nDEL\n", Files.readString(log));
        assertNothingLeft(pod);
    }

    @Test
    void aRouteTheKernelRefusesUndoesTheAdd() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.plugin(
                "odd",
                "echo '{\"cniVersion\":\"1.1.0\",\"ips\":[{\"address\":\"10.7.0.1/32\"}],"
                        + "\"routes\":[{\"dst\":\"0.0.0.0/0\",\"scope\":254}]}'");
        Map<String, String> environment =
                node.environment("ADD", "c1", pod.path().toString(), "web");
        environment.put("CNI_PATH", node.folder.toString());

        ProcessResult result =
                node.call(environment, node.config("1.0.0").replace("host-local", "odd"));

        assertError(CniErrorCode.WIRING_FAILED, result);
        assertNothingLeft(pod);
    }

    @Test
    void eightAddsAtATimeGetEightAddresses() throws Exception {
        List<NetworkNamespace> pods = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pods.add(node.namespaces.create("pod"));
        }
        List<Callable<String>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int number = i;
            calls.add(
                    () ->
                            node.add(
                                            "c" + number,
                                            pods.get(number),
                                            "web-" + number,
                                            node.config("1.0.0"))
                                    .at("/ips/0/address")
                                    .asText());
        }
        Set<String> addresses = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<String> answer : threads.invokeAll(calls)) {
                addresses.add(answer.get());
            }
        }

        assertEquals(8, addresses.size());
        assertEquals(8, caliLinks().size());
        assertEquals(8, host.routes(RouteFilter.main(IpFamily.IPV4)).size());
        assertEquals(8, node.server.endpoints().size());
    }
}
