package io.gingham.lab;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.lab.cluster.Await;
import io.gingham.lab.cluster.LabCluster;
import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.cluster.LabPaths;
import io.gingham.lab.demo.Demo;
import io.gingham.lab.fabric.FabricRouter;
import io.gingham.lab.fabric.TwoRacks;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// Two racks for all tests here: real agents, BIRD, FRR, routes and packets, in the private
/// namespaces of this JVM. The demo goes first, since it expects a cluster without pods. The
/// objects have the forms of Calico's documentation, with the racks' addresses; what they do is
/// read in the routers' own tables, IPv4 and IPv6.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RacksTest {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), "../.."));

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static LabCluster cluster;

    @BeforeAll
    static void raise() throws IOException {
        cluster =
                LabCluster.raise(
                        new LabPaths(ROOT.toAbsolutePath()), TwoRacks.of(4), System.out::println);
    }

    @AfterAll
    static void end() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @Order(1)
    void theDemoOfTwoRacksPasses() throws Exception {
        assertTrue(new Demo(cluster, System.out::println).run() > 40);
    }

    private static void apply(String yaml) {
        cluster.client()
                .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(cluster.objects()::put);
    }

    /// With more in the spec of the racks' BGPConfiguration.
    private static void configure(String more) {
        apply(
                """
                apiVersion: projectcalico.org/v3
                kind: BGPConfiguration
                metadata: {name: default}
                spec:
                  logSeverityScreen: Info
                  nodeToNodeMeshEnabled: false
                  asNumber: 64512
                """
                        + more.indent(2));
    }

    /// At BIRD and at FRR.
    private static void awaitAtBoth(String what, Predicate<FabricRouter> holds) {
        for (String name : List.of("tor1", "tor2")) {
            FabricRouter router = cluster.router(name);
            Await.until(
                    what + " at " + name,
                    LIMIT,
                    () ->
                            holds.test(router)
                                    ? Optional.empty()
                                    : Optional.of(router.daemon().show()));
        }
    }

    private static Set<IpAddress> from(FabricRouter router, IpFamily family, String... nodes) {
        return cluster.nodes().stream()
                .filter(node -> List.of(nodes).contains(node.name()))
                .map(
                        node ->
                                node.server().uplink(router.name()).local().stream()
                                        .filter(address -> address.family() == family)
                                        .findFirst()
                                        .orElseThrow())
                .collect(Collectors.toSet());
    }

    @Test
    @Order(2)
    void aFilterKeepsTheBlocksThatItNamesFromTheRoutersAndNoOthers() {
        List<IpPrefix> first = cluster.nodes().get(0).server().podCidrs();
        List<IpPrefix> second = cluster.nodes().get(1).server().podCidrs();
        apply(
                """
                apiVersion: projectcalico.org/v3
                kind: BGPFilter
                metadata: {name: kept}
                spec:
                  exportV4: [{action: Reject, matchOperator: Equal, cidr: %s}]
                  exportV6: [{action: Reject, matchOperator: Equal, cidr: "%s"}]
                """
                        .formatted(first.get(0), first.get(1)));
        cluster.peers(
                text ->
                        text.replace(
                                "  failureDetectionMode:",
                                "  filters: [kept]\n  failureDetectionMode:"));
        try {
            // By whom else it could be heard: the other router, which has it from nobody either.
            awaitAtBoth(
                    "the filtered blocks' end",
                    router ->
                            first.stream().noneMatch(router.prefixes()::contains)
                                    && router.prefixes().containsAll(second));
        } finally {
            cluster.peers(text -> text);
        }
        awaitAtBoth("the blocks' return", router -> router.prefixes().containsAll(first));
    }

    @Test
    @Order(3)
    void servicesRangesAreToldByEveryNodeAndAnAddressWithoutAServiceIsNot() {
        configure(
                """
                serviceClusterIPs: [{cidr: 10.96.0.0/12}, {cidr: "fd00:96::/108"}]
                serviceExternalIPs: [{cidr: 104.244.42.129/32}, {cidr: 172.217.3.0/24}]
                """);
        awaitAtBoth(
                "the ranges by all nodes",
                router ->
                        router.nextHops(IpPrefix.parse("10.96.0.0/12"))
                                        .equals(from(router, IpFamily.IPV4, "n1", "n2", "n3", "n4"))
                                && router.nextHops(IpPrefix.parse("172.217.3.0/24")).size() == 4
                                && router.nextHops(IpPrefix.parse("fd00:96::/108")).size() == 4);
        assertTrue(cluster.router("tor1").nextHops(IpPrefix.parse("104.244.42.129/32")).isEmpty());
        configure("");
        awaitAtBoth(
                "the ranges' end",
                router -> router.nextHops(IpPrefix.parse("10.96.0.0/12")).isEmpty());
    }

    @Test
    @Order(4)
    void prefixesHaveTheCommunitiesOfTheConfiguration() {
        configure(
                """
                communities: [{name: bgp-large-community, value: "63400:300:100"}]
                prefixAdvertisements:
                - {cidr: 10.244.0.0/16, communities: [bgp-large-community, "63400:120"]}
                - {cidr: "fd00:10:244::/48", communities: ["63400:130"]}
                """);
        // BIRD writes (63400,120) and (63400, 300, 100), FRR 63400:120.
        List<IpPrefix> blocks = cluster.nodes().getFirst().server().podCidrs();
        awaitAtBoth(
                "the communities",
                router -> {
                    String four = spelt(router, blocks.get(0));
                    return four.contains("63400:120")
                            && four.contains("63400:300:100")
                            && spelt(router, blocks.get(1)).contains("63400:130");
                });
        configure("");
        awaitAtBoth(
                "the communities' end",
                router -> !spelt(router, blocks.get(0)).contains("63400:120"));
    }

    private static String spelt(FabricRouter router, IpPrefix prefix) {
        return router.daemon().explain(prefix).replaceAll("(\\d), ?(?=\\d)", "$1:");
    }

    @Test
    @Order(5)
    void aNodeWithoutTheLabelOfItsRackHasNoSessionWithItsRouters() {
        LabNode node = cluster.nodes().get(1);
        label(node, "elsewhere");
        try {
            awaitAtBoth(
                    "the sessions' end",
                    router -> router.established().stream().noneMatch(it -> it.startsWith("n2")));
        } finally {
            label(node, "r1");
        }
        cluster.awaitReady();
        awaitAtBoth(
                "the sessions", router -> router.established().containsAll(List.of("n2", "n2_6")));
    }

    private static void label(LabNode node, String rack) {
        cluster.client()
                .nodes()
                .withName(node.name())
                .edit(
                        there -> {
                            there.getMetadata().getLabels().put("rack", rack);
                            return there;
                        });
    }
}
