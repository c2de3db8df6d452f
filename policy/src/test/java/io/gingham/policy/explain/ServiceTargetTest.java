package io.gingham.policy.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTargetTest {

    private static final Change NONE = new Change(List.of(), List.of());

    private static final String SERVICES =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {clusterIP: 10.96.0.10, selector: {app: web}, ports: [{name: front, port: 8000, targetPort: http}, {name: db, port: 5432, targetPort: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: data, namespace: shop}
            spec: {clusterIPs: [10.96.0.11, "fd00:96::11"], selector: {app: db}, ports: [{port: 5432}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: headless, namespace: shop}
            spec: {clusterIP: None, selector: {app: db}, ports: [{port: 1, targetPort: 5432}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: elsewhere, namespace: shop}
            spec: {ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: nobody, namespace: shop}
            spec: {selector: {app: nobody}, ports: [{port: 80}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: db-2, namespace: shop, labels: {app: db, closed: "yes"}}
            spec: {nodeName: n2, containers: [{name: c, ports: [{containerPort: 5432}]}]}
            """;

    private static final String CLOSED =
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: closed, namespace: shop}
            spec: {podSelector: {matchLabels: {closed: "yes"}}}
            """;

    private static final LoadedCluster CLUSTER = Shop.with(SERVICES, CLOSED);

    private static List<String> backends(String to, String port) {
        return ServiceTarget.of(CLUSTER, to, port).orElseThrow().backends().stream()
                .map(backend -> backend.pod() + " " + backend.port())
                .toList();
    }

    private static String refusal(String to, String port) {
        return String.valueOf(
                assertThrows(
                                IllegalArgumentException.class,
                                () -> ServiceTarget.of(CLUSTER, to, port))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop/data", "svc/shop/data", "10.96.0.11", "fd00:96::11"})
    void aServiceStandsForItsPodsByNameAndByEachClusterIp(String to) {
        assertEquals(List.of("shop/db TCP/5432", "shop/db-2 TCP/5432"), backends(to, "5432"));
    }

    @Test
    void itsPortLeadsToThePodsPortAlsoByName() {
        assertEquals(List.of("shop/web TCP/http"), backends("10.96.0.10", "TCP/8000"));
        assertTrue(
                ServiceAnswer.of(
                                CLUSTER,
                                "batch/cron",
                                ServiceTarget.of(CLUSTER, "svc/shop/web", "8000").orElseThrow(),
                                NONE)
                        .lines()
                        .get(1)
                        .contains("TCP/80: allowed"));
    }

    /// The service's own name for a port, the pods' name for it, and with a protocol.
    @ParameterizedTest
    @CsvSource({
        "front, TCP/http",
        "TCP/front, TCP/http",
        "http, TCP/http",
        "db, TCP/80",
    })
    void aPortsNameIsTheServicesOrTheOneThatItLeadsTo(String port, String pods) {
        assertEquals(List.of("shop/web " + pods), backends("svc/shop/web", port));
    }

    @Test
    void aNameThatTheServiceDoesNotLeadToIsRefusedWithThoseItHas() {
        assertTrue(
                refusal("svc/shop/web", "metrics")
                        .contains(
                                "has no port named 'metrics'; it has front TCP/8000 (of the pods: http), db TCP/5432 (of the pods: 80)"));
        assertTrue(refusal("svc/shop/web", "UDP/front").contains("has no port named 'front'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop/data", "svc/shop/data", "10.96.0.11"})
    void noFlowBeginsAtAService(String from) {
        String refused =
                String.valueOf(
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> Answer.of(CLUSTER, from, "batch/cron", "80", NONE))
                                .getMessage());
        assertTrue(
                refused.contains("Service shop/data can't be where a flow begins")
                        && refused.contains("ask for one of them: shop/db, shop/db-2"),
                refused);
    }

    /// As of a running agent: it has the endpoints of Services, at most.
    @Test
    void whereNoServiceIsKnownItsEndpointsOrTheCureAreNamed() {
        String slice =
                """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: data-x7k2p, namespace: shop, labels: {kubernetes.io/service-name: data}}
                addressType: IPv4
                endpoints: [{addresses: [10.0.0.9]}]
                ports: [{port: 5432, protocol: TCP}]
                """;
        LoadedCluster agents = LoadedCluster.of(Shop.with(slice).state());
        for (String to : List.of("shop/data", "svc/shop/data")) {
            assertTrue(
                    unknown(agents, to)
                            .contains("Service shop/data leads to shop/db TCP/5432; ask for one"),
                    unknown(agents, to));
        }
        for (String to : List.of("shop/other", "svc/shop/other")) {
            assertTrue(
                    unknown(agents, to).contains("an agent has none; ask for one of its pods"),
                    unknown(agents, to));
        }
        assertTrue(
                Doubts.about(agents.state(), "10.96.0.11")
                        .orElseThrow()
                        .contains("an agent does not know these"));
        assertEquals(Optional.empty(), Doubts.about(agents.state(), "10.0.0.9"));
    }

    private static String unknown(LoadedCluster cluster, String to) {
        return String.valueOf(
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Answer.of(cluster, "batch/cron", to, "80", NONE))
                        .getMessage());
    }

    @Test
    void aPodOfTheNameComesFirst() {
        assertEquals(Optional.empty(), ServiceTarget.of(CLUSTER, "shop/web", "80"));
        assertEquals(Optional.empty(), ServiceTarget.of(CLUSTER, "192.0.2.1", "80"));
    }

    @Test
    void aHeadlessServiceHasThePortsOfItsPodsToo() {
        assertEquals(
                List.of("shop/db TCP/5432", "shop/db-2 TCP/5432"),
                backends("shop/headless", "TCP/5432"));
        assertEquals(
                List.of("shop/db TCP/5432", "shop/db-2 TCP/5432"),
                backends("shop/headless", "TCP/1"));
    }

    @Test
    void theAnswerIsAllowedOnlyIfEachPodIsReached() {
        ServiceAnswer answer =
                ServiceAnswer.of(
                        CLUSTER,
                        "batch/cron",
                        ServiceTarget.of(CLUSTER, "shop/data", "TCP/5432").orElseThrow(),
                        NONE);
        assertFalse(answer.allowed());
        assertEquals(
                "Service shop/data TCP/5432: allowed to 1 of its 2 pods",
                answer.lines().getFirst());
    }

    @Test
    void whatTheServiceDoesNotHaveIsSaid() {
        assertTrue(
                refusal("svc/shop/web", "TCP/80")
                        .contains("has no port TCP/80; it has front TCP/8000 (of the pods: http)"));
        assertTrue(refusal("shop/data", "UDP/5432").contains("no port UDP/5432"));
        assertTrue(refusal("shop/data", "ICMP").contains("ask for one of its pods"));
        assertTrue(refusal("shop/elsewhere", "80").contains("has no selector"));
        assertTrue(refusal("shop/nobody", "80").contains("selects none of the pods"));
        assertTrue(refusal("svc/shop/none", "80").contains("no Service shop/none"));
    }

    /// Deployments and their Services often have one name, and other ports.
    @ParameterizedTest
    @CsvSource({
        "8000, true",
        "front, true",
        "TCP/5432, true",
        "80, false",
        "http, false",
        "9, false"
    })
    void aPortOfTheServiceBesideAPodOfItsNameIsPointedAt(String port, boolean pointed) {
        Optional<String> doubt = Doubts.about(CLUSTER, "batch/cron", "shop/web", port);
        assertEquals(pointed, doubt.isPresent());
        doubt.ifPresent(text -> assertTrue(text.contains("--to svc/shop/web"), text));
    }

    @Test
    void aTemplateToItselfMayBeMeantAsTwoOfItsPods() {
        String api =
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: api, namespace: shop}
                spec: {template: {metadata: {labels: {app: api}}}}
                """;
        assertTrue(
                Doubts.about(Shop.with(api), "shop/api", "shop/api", "80")
                        .orElseThrow()
                        .contains("taken as one pod"));
        assertEquals(Optional.empty(), Doubts.about(Shop.with(api), "shop/db", "shop/db", "80"));
    }

    @Test
    void aPrivateAddressThatNobodyHasMayBeAServices() {
        assertTrue(
                Doubts.about(CLUSTER, "batch/cron", "10.96.0.99", "80")
                        .orElseThrow()
                        .contains("ClusterIP"));
        assertTrue(Doubts.about(CLUSTER, "batch/cron", "fd00:96::99", "80").isPresent());
        assertEquals(Optional.empty(), Doubts.about(CLUSTER, "batch/cron", "10.0.0.9", "80"));
        assertEquals(Optional.empty(), Doubts.about(CLUSTER, "batch/cron", "192.0.2.1", "80"));
        assertEquals(Optional.empty(), Doubts.about(CLUSTER, "batch/cron", "shop/web", "80"));
    }
}
