package io.gingham.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.TestNamespaces;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.process.ProcessResult;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What ADD gives and refuses, after public reports: cases of cases/reports/cni, named with their
/// source at each test.
class ReportedAddsTest extends CniServerFixture {

    ReportedAddsTest() throws IOException {}

    /// Case bad-address-blocks-node; source: a policy or endpoint that can't be programmed harms no
    /// other (docs). And address-outside-pools.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "0.0.0.0/32",
                "0.1.2.3/8",
                "127.0.0.1/8",
                "127.9.9.9/32",
                "224.0.0.1/32",
                "239.255.255.250/24",
                "255.255.255.255/32",
                "240.0.0.1/32",
                "169.254.1.1/32",
                "169.254.169.254/32",
                "::/0",
                "::1/128",
                "ff02::1/128",
                "fe80::1/64",
                "::ffff:10.0.0.1/128",
                "192.0.2.1/24",
                "192.0.2.0/32",
                "192.0.2.255/32",
                "2001:db8:77::1/64",
                "203.0.113.7/32"
            })
    void anAddressThatNoPodMayHaveIsRefusedBeforeAnythingIsWired(String address)
            throws IOException {
        TestNamespaces.runHere("ip", "link", "add", "up0", "type", "bridge");
        TestNamespaces.runHere("ip", "addr", "add", "192.0.2.1/24", "dev", "up0");
        TestNamespaces.runHere("ip", "addr", "add", "2001:db8:77::1/64", "dev", "up0", "nodad");
        node.forbidden =
                ip ->
                        ip.equals(IpAddress.parse("203.0.113.7"))
                                ? Optional.of("the API server is reached by it")
                                : Optional.empty();
        try {
            NetworkNamespace pod = node.namespaces.create("pod");

            ProcessResult result = addGiven(pod, "{\"address\":\"" + address + "\"}", "");

            assertError(CniErrorCode.INVALID_CONFIG, result);
            assertEquals(List.of(), node.deltas, "nobody heard of it");
            assertEquals("ADD DEL ", Files.readString(node.folder.resolve("verbs")));
        } finally {
            host.deleteLink("up0");
        }
        assertEquals(List.of(), caliLinks());
        assertEquals(List.of(), list(node.stateDir()));
    }

    @Test
    void oneBadAddressOfTwoRefusesTheAdd() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");

        ProcessResult result =
                addGiven(pod, "{\"address\":\"10.9.0.1/32\"},{\"address\":\"127.0.0.1/32\"}", "");

        assertError(CniErrorCode.INVALID_CONFIG, result);
        assertTrue(result.stdoutText().contains("loopback"), result::stdoutText);
        assertNothingLeft(pod);
    }

    /// Case ipv6-small-mtu; source: RFC 8200 section 5.
    @ParameterizedTest
    @CsvSource({
        "1000,usePodCidrIPv6,7",
        "1279,usePodCidrIPv6,7",
        "1280,usePodCidrIPv6,0",
        "1000,usePodCidr,0"
    })
    void ipv6NeedsAnMtuOf1280(int mtu, String subnet, int code) {
        NetworkNamespace pod = node.namespaces.create("pod");
        String config = node.config("1.0.0", subnet).replace("1400", Integer.toString(mtu));

        ProcessResult result = node.call("ADD", "c1", pod.path().toString(), "web", config);

        assertEquals(code, CniNode.json(result).path("code").asInt(), result::stdoutText);
        if (code != 0) {
            assertTrue(result.stdoutText().contains("mtu " + mtu), result::stdoutText);
            assertTrue(result.stdoutText().contains("IPv6"), result::stdoutText);
        }
    }

    /// Case route-attributes; source: CNI SPEC 1.1.0 result routes;
    /// containernetworking/plugins#971, cni#1041.
    @Test
    void theAttributesOfRoutesReachTheKernelAndTheResult() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");

        ProcessResult result =
                addGiven(
                        pod,
                        "{\"address\":\"10.244.8.2/24\"},{\"address\":\"2001:db8::2/64\"}",
                        """
                        {"dst":"0.0.0.0/0","mtu":1300,"advmss":1240,"priority":77},
                        {"dst":"10.50.0.0/16","gw":"10.244.8.9","table":300},
                        {"dst":"10.60.0.0/16","scope":253},
                        {"dst":"::/0","mtu":1290,"priority":5,"table":4000000000}
                        """);

        JsonNode routes = CniNode.json(result.orThrow()).path("routes");
        assertEquals(
                CniNode.JSON.readTree(
                        """
                        [{"dst":"0.0.0.0/0","gw":"169.254.1.1","mtu":1300,"advmss":1240,"priority":77},
                         {"dst":"10.50.0.0/16","gw":"169.254.1.1","table":300},
                         {"dst":"10.60.0.0/16","scope":253},
                         {"dst":"::/0","gw":"fe80::ecee:eeff:feee:eeee","mtu":1290,"priority":5,
                          "table":4000000000}]
                        """),
                CniNode.JSON.readTree(routes.toString()));
        String main = node.namespaces.run(pod, "ip", "-4", "route");
        assertTrue(
                main.contains("default via 169.254.1.1 dev eth0 metric 77 mtu 1300 advmss 1240"),
                main);
        assertTrue(main.contains("10.60.0.0/16 dev eth0 scope link"), main);
        assertFalse(main.contains("10.50"), main);
        assertEquals(
                "10.50.0.0/16 via 169.254.1.1 dev eth0 ",
                node.namespaces.run(pod, "ip", "route", "show", "table", "300").strip() + " ");
        assertTrue(
                node.namespaces
                        .run(pod, "ip", "-6", "route", "show", "table", "4000000000")
                        .contains("metric 5 mtu 1290"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"mtu\":-1",
                "\"mtu\":\"1300\"",
                "\"table\":4294967296",
                "\"priority\":1.5",
                "\"scope\":256",
                "\"advmss\":[]"
            })
    void anAttributeThatIsNoneIsRefused(String attribute) throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");

        ProcessResult result =
                addGiven(
                        pod,
                        "{\"address\":\"10.244.8.2/24\"}",
                        "{\"dst\":\"0.0.0.0/0\"," + attribute + "}");

        assertError(CniErrorCode.INVALID_CONFIG, result);
        assertNothingLeft(pod);
    }

    /// Case sbr-chain; source: containernetworking/plugins#654, #893;
    /// k8snetworkplumbingwg/multus-cni#706.
    @Test
    void sourceBasedRoutingBehindUsHasADefaultRoute() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        JsonNode ours = node.add("c1", pod, "web", node.config("1.0.0"));

        ProcessResult sbr = chained("sbr", pod, ours);

        assertTrue(sbr.succeeded(), sbr::stdoutText);
        assertTrue(
                node.namespaces
                        .run(pod, "ip", "route", "show", "table", "100")
                        .contains("default via 169.254.1.1 dev eth0"));
        node.call(
                        "CHECK",
                        "c1",
                        pod.path().toString(),
                        "web",
                        withPrevious(node.config("1.0.0"), CniNode.json(sbr)))
                .orThrow();
    }

    private ProcessResult chained(String plugin, NetworkNamespace pod, JsonNode previous) {
        String config =
                "{\"cniVersion\": \"1.0.0\", \"name\": \"k8s-pod-network\", \"type\": \""
                        + plugin
                        + "\", \"prevResult\": "
                        + previous
                        + "}";
        return new ProcessRunner(Duration.ofSeconds(30))
                .run(
                        List.of(CniNode.PLUGINS + "/" + plugin),
                        config.getBytes(StandardCharsets.UTF_8),
                        node.environment("ADD", "c1", pod.path().toString(), "web"));
    }

    /// Case static-address-moves; source: a StatefulSet with a fixed address after its node died;
    /// graceful restart keeps routes 120 s.
    @ParameterizedTest
    @ValueSource(strings = {"10.244.1.77/32", "2001:db8:9::77/128"})
    void aLearnedRouteGivesWayToOurOwnPod(String address) throws IOException {
        TestNamespaces.runHere("ip", "link", "add", "up0", "type", "bridge");
        TestNamespaces.runHere("ip", "link", "set", "up0", "up");
        IpPrefix prefix = IpPrefix.parse(address);
        Route learned =
                Route.onLink(prefix, host.link("up0").orElseThrow().index()).withProtocol(71);
        host.addRoute(learned);
        try {
            NetworkNamespace pod = node.namespaces.create("pod");

            addGiven(pod, "{\"address\":\"" + address + "\"}", "").orThrow();

            int link = host.link(caliLinks().getFirst()).orElseThrow().index();
            assertEquals(
                    List.of(Route.onLink(prefix, link)),
                    host.routes(RouteFilter.main(prefix.family())).stream()
                            .filter(route -> route.destination().equals(prefix))
                            .toList());
        } finally {
            host.deleteLink("up0");
        }
    }

    /// Case ipam-environment; source: docs/reference/cni.md.
    @Test
    void anIpamPluginSeesCniVariablesAndPathOnly() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        Path seen = node.folder.resolve("seen");
        node.plugin("nosy", "tr '\\0' '\\n' </proc/$$/environ >" + seen + "; exit 1");
        Map<String, String> environment =
                node.environment("ADD", "c1", pod.path().toString(), "web");
        environment.put("CNI_PATH", node.folder.toString());
        environment.put("SECRET", "of the runtime");

        node.call(environment, node.config("1.0.0").replace("host-local", "nosy"));

        List<String> names =
                Files.readAllLines(seen).stream().map(line -> line.replaceAll("=.*", "")).toList();
        assertTrue(names.contains("CNI_COMMAND"), names::toString);
        assertTrue(
                names.stream().allMatch(name -> name.startsWith("CNI_") || name.equals("PATH")),
                names::toString);
    }

    /// Case ipam-upgraded; source: CNI SPEC STATUS, GC (forwarded to the delegate).
    @Test
    void anIpamPluginThatIsUpgradedInPlaceIsAskedInItsNewWords() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.plugin(
                "grows",
                "grep -q '\"1.1.0\"' && { echo '{\"code\":1,\"msg\":\"too new\"}'; exit 1; };"
                        + " [ $CNI_COMMAND = ADD ] && echo '{\"cniVersion\":\"1.0.0\",\"ips\":"
                        + "[{\"address\":\"10.9.0.1/32\"}]}'; exit 0");
        Map<String, String> environment =
                node.environment("ADD", "c1", pod.path().toString(), "web");
        environment.put("CNI_PATH", node.folder.toString());
        String config = node.config("1.1.0").replace("host-local", "grows");
        node.call(environment, config).orThrow();
        environment.put("CNI_COMMAND", "STATUS");
        node.call(environment, config).orThrow();

        node.plugin("grows", "echo '{\"code\":50,\"msg\":\"full\"}'; exit 1");

        assertError(CniErrorCode.NOT_AVAILABLE, node.call(environment, config));
    }

    /// Case gc-null; source: libcni marshals a nil slice; containernetworking/cni#1103,
    /// cri-o/ocicni#197.
    @Test
    void gcWithNullKeepsNothing() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.1.0"));
        Map<String, String> environment = node.environment("GC", "", "", "");

        assertError(CniErrorCode.INVALID_CONFIG, node.call(environment, node.config("1.1.0")));
        assertEquals(1, caliLinks().size());
        node.call(
                        environment,
                        node.config("1.1.0")
                                .replaceFirst("\\{", "{\"cni.dev/valid-attachments\":null,"))
                .orThrow();

        assertNothingLeft(pod);
    }

    /// CNI SPEC, DEL: what is not ours stays.
    @Test
    void delOfAnUnknownContainerTouchesNobodyElsesInterface() throws IOException {
        NetworkNamespace pod = node.namespaces.create("pod");
        node.add("c1", pod, "web", node.config("1.0.0"));
        NetworkNamespace foreign = node.namespaces.create("pod");
        TestNamespaces.runHere(
                "ip",
                "link",
                "add",
                "veth9",
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                foreign.path().getFileName().toString());
        try {
            for (NetworkNamespace other : List.of(pod, foreign)) {
                node.call("DEL", "c9", other.path().toString(), "other", node.config("1.0.0"))
                        .orThrow();
            }

            assertEquals(1, caliLinks().size());
            assertTrue(host.link("veth9").isPresent());
            assertEquals(List.of("10.65.0.2"), node.reservations());
        } finally {
            host.deleteLink("veth9");
        }
    }

    /// An IPAM plugin that gives what the test says, and notes what it is asked.
    private ProcessResult addGiven(NetworkNamespace pod, String ips, String routes)
            throws IOException {
        node.plugin(
                "given",
                "printf '%s ' $CNI_COMMAND >>"
                        + node.folder.resolve("verbs")
                        + "; [ $CNI_COMMAND = ADD ] || exit 0; cat <<'END'\n{\"cniVersion\":\"1.1.0\",\"ips\":["
                        + ips
                        + "],\"routes\":["
                        + routes
                        + "]}\nEND");
        Map<String, String> environment =
                node.environment("ADD", "c1", pod.path().toString(), "web");
        environment.put("CNI_PATH", node.folder.toString());
        return node.call(environment, node.config("1.1.0").replace("host-local", "given"));
    }
}
