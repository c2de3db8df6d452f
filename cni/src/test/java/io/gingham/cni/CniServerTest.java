package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.cni.wiring.HostInterfaceName;
import io.gingham.delta.Delta;
import io.gingham.netlink.Netlink;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// ADD and DEL through the launcher and Debian's host-local, against the kernel.
class CniServerTest {

    private static final String DUAL = "usePodCidrIPv6";

    private final CniNode node;
    private final Netlink host = Netlink.open();

    CniServerTest() throws IOException {
        node = new CniNode();
    }

    @AfterEach
    void close() throws IOException {
        List<String> left = caliLinks();
        left.forEach(host::deleteLink);
        host.close();
        node.close();
    }

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
                         "ips": [{"interface": 1, "address": "10.65.0.2/32"}],
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
    void delRemovesEverythingAnyNumberOfTimes() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        String config = node.config("1.0.0", "usePodCidr", DUAL);
        node.add("c1", pod, "web", config);
        node.podCidrs = List.of(); // the API server may be gone

        for (int i = 0; i < 3; i++) {
            ProcessResult result = node.call("DEL", "c1", pod.path().toString(), "web", config);
            assertEquals("0:", result.exitCode() + ":" + result.stdoutText());
        }

        assertEquals(List.of(), caliLinks());
        assertEquals(List.of(), node.reservations());
        assertEquals(List.of(), node.server.endpoints());
        assertEquals(2, node.deltas.size());
        assertTrue(node.deltas.get(1) instanceof Delta.Remove);
    }

    @Test
    void delNeedsNeitherTheNamespaceNorARestartedAgentsMemory() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0"));
        node.restart();
        assertEquals(1, node.server.endpoints().size());

        ProcessResult result = node.call("DEL", "c1", "", "web", node.config("1.0.0"));

        assertEquals(0, result.exitCode(), result::stdoutText);
        assertEquals(List.of(), caliLinks());
        assertEquals(List.of(), node.reservations());
    }

    @Test
    void delWithoutARecordStillRemovesTheCable() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0"));
        node.server.close();
        for (Path file : list(node.folder.resolve("endpoints"))) {
            Files.delete(file);
        }
        node.restart();

        node.call("DEL", "c1", pod.path().toString(), "web", node.config("1.0.0")).orThrow();

        assertEquals(List.of(), caliLinks());
        assertEquals(List.of(), node.reservations());
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
                (endpoint, limit) -> {
                    throw new CniException(
                            CniErrorCode.TRY_AGAIN_LATER, "policy is not in the kernel yet");
                };

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
    void anAddressTheKernelRefusesUndoesTheAdd() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.plugin(
                "odd",
                "echo '{\"cniVersion\":\"1.0.0\",\"ips\":[{\"address\":\"10.7.0.1/32\"},"
                        + "{\"address\":\"::/128\"}]}'");
        Map<String, String> environment =
                node.environment("ADD", "c1", pod.path().toString(), "web");
        environment.put("CNI_PATH", node.folder.toString());

        ProcessResult result =
                node.call(environment, node.config("1.0.0").replace("host-local", "odd"));

        assertError(CniErrorCode.WIRING_FAILED, result);
        assertNothingLeft(pod);
    }

    @Test
    void aNewSandboxOfThePodTakesOverAndTheOldOnesDelLeavesItAlone() throws IOException {
        NetworkNamespace old = node.namespaces.create("pod");
        NetworkNamespace young = node.namespaces.create("pod");
        node.add("c1", old, "web", node.config("1.0.0"));
        node.add("c2", young, "web", node.config("1.0.0"));

        node.call("DEL", "c1", old.path().toString(), "web", node.config("1.0.0")).orThrow();

        assertEquals(1, caliLinks().size());
        assertEquals(List.of("10.65.0.3"), node.reservations());
        assertEquals(
                List.of("c2"),
                node.server.endpoints().stream().map(WorkloadEndpoint::containerId).toList());
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

    /// The server is dropped without a word in the middle of an ADD, as by kill -9: the record, the
    /// cable and the reservation stay, the launcher gets no answer.
    @Test
    void anAddKilledHalfWayLeavesNothingAfterDel() throws Exception {
        NetworkNamespace pod = node.namespaces.create("pod");
        String config = node.config("1.0.0");
        try (KilledAgent agent = KilledAgent.start(node)) {
            agent.addAndKill("c1", pod, "web", config);
        }
        assertEquals(1, caliLinks().size());
        assertEquals(List.of("10.65.0.2"), node.reservations());

        node.server = node.startAgain();
        node.call("DEL", "c1", pod.path().toString(), "web", config).orThrow();

        assertNothingLeft(pod);
    }

    @Test
    void everyVersionAnswersInItsOwnShape() throws IOException {
        for (String version : List.of("0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0")) {
            NetworkNamespace pod = node.namespaces.create("pod");
            String config = node.config(version);

            JsonNode result = node.add("c-" + version, pod, "web", config);

            assertEquals(version, result.path("cniVersion").asText());
            boolean old = version.startsWith("0.");
            assertEquals(old, result.at("/ips/0").has("version"), version);
            assertEquals(version.equals("1.1.0"), result.at("/interfaces/1").has("mtu"), version);
            node.call("DEL", "c-" + version, "", "web", config).orThrow();
        }
    }

    @Test
    void checkIsContentUntilSomethingIsMissing() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        JsonNode result = node.add("c1", pod, "web", node.config("1.0.0", "usePodCidr", DUAL));
        String withResult = withPrevious(node.config("1.0.0", "usePodCidr", DUAL), result);
        String netns = pod.path().toString();

        assertEquals("", node.call("CHECK", "c1", netns, "web", withResult).orThrow().stdoutText());
        node.namespaces.run(pod, "ip", "addr", "del", "10.65.0.2/32", "dev", "eth0");
        ProcessResult broken = node.call("CHECK", "c1", netns, "web", withResult);

        assertError(CniErrorCode.CHECK_FAILED, broken);
        assertTrue(broken.stdoutText().contains("no address 10.65.0.2"), broken::stdoutText);
    }

    @Test
    void statusSaysWhetherAnAddCouldBeServed() {
        String config = node.config("1.1.0");
        Map<String, String> environment =
                Map.of(
                        "CNI_COMMAND",
                        "STATUS",
                        "CNI_PATH",
                        CniNode.PLUGINS,
                        "GINGHAM_CNI_SOCKET",
                        node.socket().toString());

        node.call(environment, config).orThrow();
        node.podCidrs = List.of();

        assertError(CniErrorCode.NOT_AVAILABLE, node.call(environment, config));
    }

    @Test
    void gcRemovesWhatTheRuntimeNoLongerLists() throws IOException {
        NetworkNamespace kept = node.namespaces.create("pod");
        NetworkNamespace leaked = node.namespaces.create("pod");
        node.add("keep", kept, "kept", node.config("1.1.0"));
        node.add("leak", leaked, "leaked", node.config("1.1.0"));
        String config =
                node.config("1.1.0")
                        .replaceFirst(
                                "\\{",
                                "{\"cni.dev/valid-attachments\":"
                                        + "[{\"containerID\":\"keep\",\"ifname\":\"eth0\"}],");
        Map<String, String> environment =
                Map.of(
                        "CNI_COMMAND",
                        "GC",
                        "CNI_PATH",
                        CniNode.PLUGINS,
                        "GINGHAM_CNI_SOCKET",
                        node.socket().toString());

        node.call(environment, config).orThrow();

        assertEquals(List.of("10.65.0.2"), node.reservations());
        assertEquals(1, caliLinks().size());
    }

    @Test
    void aDeadAgentIsTryAgainLater() throws IOException {
        node.server.close();

        ProcessResult result = node.call("ADD", "c1", "/x", "web", node.config("0.4.0"));

        assertError(CniErrorCode.TRY_AGAIN_LATER, result);
        assertEquals("0.4.0", CniNode.json(result).path("cniVersion").asText());
        ProcessResult version = node.call("VERSION", "", "", "", "{\"cniVersion\":\"1.0.0\"}");
        assertEquals(5, CniNode.json(version.orThrow()).path("supportedVersions").size());
        node.server = node.startAgain();
    }

    @Test
    void aSecondServerOnTheSocketIsRefusedAndALeftoverSocketIsReplaced() throws IOException {
        IOException refused = assertThrows(IOException.class, node::startAgain);
        assertTrue(refused.toString().contains("another agent"), refused::toString);

        node.server.close();
        Files.createFile(node.socket());
        node.server = node.startAgain();
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0"));
    }

    @Test
    void badRequestsAreErrorsOfTheSpecification() {
        Map<String, String> good = node.environment("ADD", "c1", "/run/netns/none", "web");
        String config = node.config("1.0.0");

        assertError(CniErrorCode.DECODING_FAILURE, node.call(good, ""));
        assertError(CniErrorCode.DECODING_FAILURE, node.call(good, "{\"cniVersion\": "));
        assertError(CniErrorCode.DECODING_FAILURE, node.call(good, "[]"));
        assertError(
                CniErrorCode.INCOMPATIBLE_VERSION,
                node.call(good, config.replace("1.0.0", "1.2.0")));
        assertError(
                CniErrorCode.INVALID_CONFIG,
                node.call(good, config.replace("\"mtu\": 1400", "\"mtu\": \"x\"")));
        assertError(CniErrorCode.INVALID_ENVIRONMENT, node.call(good, config));
        Map<String, String> host = node.environment("ADD", "c1", "/proc/self/ns/net", "web");
        assertError(CniErrorCode.INVALID_ENVIRONMENT, node.call(host, config));
        String chained = config.replaceFirst("\\{", "{\"prevResult\":{\"cniVersion\":\"1.0.0\"},");
        assertError(CniErrorCode.INVALID_CONFIG, node.call(good, chained));
        String noPlugin = config.replace("host-local", "no-such-ipam");
        NetworkNamespace pod = node.namespaces.create("pod");
        assertError(
                CniErrorCode.INVALID_CONFIG,
                node.call("ADD", "c1", pod.path().toString(), "web", noPlugin));
    }

    private void assertNothingLeft(NetworkNamespace pod) throws IOException {
        assertEquals(List.of(), caliLinks());
        assertEquals(List.of(), node.reservations());
        assertEquals(List.of(), node.server.endpoints());
        try (Netlink inPod = Netlink.open(pod)) {
            assertTrue(inPod.link("eth0").isEmpty());
        }
        assertEquals(List.of(), host.routes(RouteFilter.main(IpFamily.IPV4)));
    }

    private static void assertError(CniErrorCode code, ProcessResult result) {
        assertEquals(1, result.exitCode(), result::stdoutText);
        JsonNode error = CniNode.json(result);
        assertEquals(code.number(), error.path("code").asInt(), result::stdoutText);
        assertFalse(error.path("msg").asText().isBlank());
    }

    private List<String> caliLinks() {
        return host.links().stream()
                .map(Link::name)
                .filter(name -> name.startsWith(HostInterfaceName.PREFIX))
                .toList();
    }

    private static String podMac(NetworkNamespace pod) {
        try (Netlink inPod = Netlink.open(pod)) {
            return inPod.link("eth0").orElseThrow().mac().toString();
        }
    }

    private static String withPrevious(String config, JsonNode result) {
        return config.replaceFirst(
                "\\{", java.util.regex.Matcher.quoteReplacement("{\"prevResult\":" + result + ","));
    }

    private static List<Path> list(Path folder) {
        try (var files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
