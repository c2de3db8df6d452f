package io.gingham.controller.loadbalancer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.value.IpAddress;
import io.gingham.watch.ResourceKey;
import io.gingham.watch.Versioned;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LoadBalancerPartTest {

    private static final ResourceKey WEB = new ResourceKey("shop", "web");
    private static final ResourceKey MAIL = new ResourceKey("shop", "mail");

    private final TreeMap<ResourceKey, Versioned<Wish>> services = new TreeMap<>();
    private final Map<String, IPPoolSpec> pools = new HashMap<>();
    private final List<String> written = new ArrayList<>();
    private boolean leads = true;
    private boolean conflicts;
    private final LoadBalancerPart part =
            new LoadBalancerPart(
                    new LoadBalancerPart.World(
                            () -> leads, () -> services, () -> pools, () -> Set.<IpAddress>of()),
                    this::write,
                    () -> Instant.parse("2026-11-30T10:00:00Z"));

    private boolean write(ResourceKey key, String version, Decision decision, String since) {
        written.add(
                key.name()
                        + "@"
                        + version
                        + " "
                        + decision.reason()
                        + decision.addresses()
                        + " "
                        + since);
        if (conflicts) {
            return false;
        }
        Wish was = Objects.requireNonNull(services.get(key)).value();
        services.put(
                key,
                new Versioned<>(
                        version + "+",
                        new Wish(
                                was.kind(),
                                was.created(),
                                was.families(),
                                was.preferred(),
                                was.requested(),
                                was.pools(),
                                was.fault(),
                                was.share(),
                                decision.addresses(),
                                Optional.of(
                                        new Wish.Said(
                                                decision.isAssigned() ? "True" : "False",
                                                decision.reason(),
                                                decision.message(),
                                                since)))));
        return true;
    }

    private void service(ResourceKey key, String created) {
        services.put(
                key,
                new Versioned<>(
                        "1",
                        Services.wish(
                                created, "{}", "{type: LoadBalancer, ipFamilies: [IPv4]}", "{}")));
    }

    private void pool(String range) {
        pools.put(
                "services",
                new IPPoolSpec(range, null, null, null, List.of("LoadBalancer"), null, null, null));
    }

    @Test
    void whatIsDecidedIsWrittenOnce() {
        pool("203.0.113.0/29");
        service(WEB, "2026");
        part.run(false);
        assertEquals(List.of("web@1 Assigned[203.0.113.0] 2026-11-30T10:00:00Z"), written);
        part.run(false);
        part.run(true);
        assertEquals(1, written.size());
    }

    @Test
    void whoDoesNotLeadWritesNothing() {
        pool("203.0.113.0/29");
        service(WEB, "2026");
        leads = false;
        part.run(false);
        assertEquals(List.of(), written);
    }

    @Test
    void aServiceThatChangedMeanwhileIsLookedAtAgain() {
        pool("203.0.113.0/29");
        service(WEB, "2026");
        conflicts = true;
        part.run(false);
        conflicts = false;
        part.run(false);
        assertEquals(2, written.size());
    }

    @Test
    void whatIsGivenUpIsWrittenBeforeItIsGivenAgain() {
        pool("203.0.113.0/32");
        service(MAIL, "2025");
        part.run(false);
        service(WEB, "2026");
        part.run(false);
        written.clear();
        // Mail is a plain service now, and web waits for its address.
        services.put(
                MAIL,
                new Versioned<>(
                        "5",
                        Services.wish(
                                "2025",
                                "{}",
                                "{type: ClusterIP}",
                                "{loadBalancer: {ingress: [{ip: 203.0.113.0}]}, conditions: [{type: gingham.io/LoadBalancerAddress, status: 'True'}]}")));
        part.run(false);
        assertEquals(
                List.of(
                        "mail@5 Released[] 2026-11-30T10:00:00Z",
                        "web@1+ Assigned[203.0.113.0] 2026-11-30T10:00:00Z"),
                written);
    }

    @Test
    void podsPoolsGiveServicesNothing() {
        pools.put("pods", new IPPoolSpec("10.244.0.0/16", true, null));
        service(WEB, "2026");
        part.run(false);
        assertEquals(List.of(), written);
    }

    @Test
    void aPatchNamesTheVersionAndLeavesOtherConditions() {
        Map<String, Object> patch =
                ApiServiceStatusStore.patch(
                        "7",
                        Decision.assigned(List.of(IpAddress.parse("203.0.113.1")), "m"),
                        "now");
        assertEquals(Map.of("resourceVersion", "7"), patch.get("metadata"));
        assertEquals(
                Map.of(
                        "loadBalancer",
                        Map.of("ingress", List.of(Map.of("ip", "203.0.113.1"))),
                        "conditions",
                        List.of(
                                Map.of(
                                        "type",
                                        Wish.CONDITION,
                                        "status",
                                        "True",
                                        "reason",
                                        "Assigned",
                                        "message",
                                        "m",
                                        "lastTransitionTime",
                                        "now"))),
                patch.get("status"));
    }
}
