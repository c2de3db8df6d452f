package io.gingham.controller.loadbalancer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WishTest {

    private static Wish of(String annotations, String spec, String status) {
        return Services.wish("2026-11-30T10:00:00Z", annotations, spec, status);
    }

    @Test
    void theClassSaysWhoseItIs() {
        assertEquals(Wish.NOTHING, of("{}", "{type: ClusterIP, clusterIP: 10.96.0.1}", "{}"));
        assertEquals(Wish.Kind.ANYBODYS, of("{}", "{type: LoadBalancer}", "{}").kind());
        for (String ours : List.of("calico", "gingham.io/load-balancer")) {
            assertEquals(
                    Wish.Kind.OURS,
                    of("{}", "{type: LoadBalancer, loadBalancerClass: %s}".formatted(ours), "{}")
                            .kind());
        }
        assertEquals(
                Wish.Kind.OTHERS,
                of("{}", "{type: LoadBalancer, loadBalancerClass: metallb}", "{}").kind());
    }

    @Test
    void itHasTheFamiliesOfItsClusterIps() {
        assertEquals(
                List.of(IpFamily.IPV6, IpFamily.IPV4),
                of("{}", "{type: LoadBalancer, ipFamilies: [IPv6, IPv4]}", "{}").families());
        assertEquals(
                List.of(IpFamily.IPV4),
                of("{}", "{type: LoadBalancer, clusterIP: 10.96.0.1}", "{}").families());
    }

    @Test
    void calicosAnnotationsAreUnderstood() {
        Wish wish =
                of(
                        """
                        {projectcalico.org/loadBalancerIPs: '["203.0.113.7","2001:db8::7"]',
                         projectcalico.org/ipv4pools: '["services","203.0.113.0/24"]',
                         gingham.io/shared-address: web}
                        """,
                        "{type: LoadBalancer, externalTrafficPolicy: Local, ports: [{port: 80}, {port: 53, protocol: UDP}], selector: {app: web}}",
                        "{loadBalancer: {ingress: [{ip: 203.0.113.7}, {hostname: elsewhere}]}}");
        assertEquals(
                List.of(IpAddress.parse("203.0.113.7"), IpAddress.parse("2001:db8::7")),
                wish.requested());
        assertEquals(List.of("services", "203.0.113.0/24"), wish.pools().get(IpFamily.IPV4));
        assertEquals(
                new Wish.Share("web", Set.of("TCP/80", "UDP/53"), true, Map.of("app", "web")),
                wish.share());
        assertEquals(List.of(IpAddress.parse("203.0.113.7")), wish.present());
        assertEquals(
                List.of(IpAddress.parse("203.0.113.9")),
                of("{}", "{type: LoadBalancer, loadBalancerIP: 203.0.113.9}", "{}").requested());
    }

    @Test
    void whatCantBeUnderstoodIsSaidWithItsPlace() {
        for (Map.Entry<String, String> each :
                Map.of(
                                "{projectcalico.org/loadBalancerIPs: '[\"203.0.113\"]'}",
                                "projectcalico.org/loadBalancerIPs",
                                "{projectcalico.org/loadBalancerIPs: '[\"203.0.113.1\"'}",
                                "expected a list",
                                "{projectcalico.org/loadBalancerIPs: '203.0.113.1,203.0.113.2'}",
                                "more than one",
                                "{projectcalico.org/ipv6pools: 'a]'}",
                                "projectcalico.org/ipv6pools")
                        .entrySet()) {
            String fault = of(each.getKey(), "{type: LoadBalancer}", "{}").fault();
            assertTrue(fault.contains(each.getValue()), each.getKey() + ": " + fault);
        }
        assertTrue(
                of("{}", "{type: LoadBalancer, loadBalancerIP: here}", "{}")
                        .fault()
                        .startsWith("spec.loadBalancerIP"));
    }

    @Test
    void ourConditionIsFound() {
        Wish wish =
                of(
                        "{}",
                        "{type: ClusterIP}",
                        "{conditions: [{type: other, status: 'True'}, {type: gingham.io/LoadBalancerAddress, status: 'True', reason: Assigned, message: m, lastTransitionTime: t}]}");
        assertEquals(Optional.of(new Wish.Said("True", "Assigned", "m", "t")), wish.said());
        assertTrue(wish.isOurs());
    }
}
