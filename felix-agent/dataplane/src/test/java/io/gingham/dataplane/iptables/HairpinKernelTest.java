package io.gingham.dataplane.iptables;

import static io.gingham.dataplane.iptables.TestPolicies.denyAll;
import static io.gingham.dataplane.iptables.TestPolicies.fromPod;
import static io.gingham.dataplane.iptables.TestPolicies.ingress;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.policy.convert.ResourceConverter;
import io.gingham.policy.model.Policy;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A pod that connects to a service whose endpoint it is itself, with the rules that kube-proxy
/// makes for that (and the portmap plugin for a host port): destination translated on the way in,
/// source masqueraded on the way out. The case `cni/hairpin-service` of the public reports;
/// kubernetes/kubernetes#125611, antrea-io/antrea#5681, kubernetes-sigs/network-policy-api#343 and
/// #390.
@ParameterizedClass
@ValueSource(strings = {"-nft", "-legacy"})
class HairpinKernelTest {

    private static final Map<IpFamily, IpAddress> SERVICE =
            Map.of(
                    IpFamily.IPV4, IpAddress.parse("10.96.0.99"),
                    IpFamily.IPV6, IpAddress.parse("fd00:96::99"));

    private final String variant;
    private final PolicyKernel kernel;
    private final TestPod a;
    private final TestPod b;
    private final List<String> undo = new ArrayList<>();

    HairpinKernelTest(String variant) {
        this.variant = variant;
        kernel = new PolicyKernel(variant);
        a = kernel.a();
        b = kernel.b();
        for (IpFamily family : IpFamily.values()) {
            serve(family);
        }
    }

    /// The service's one endpoint is pod a.
    private void serve(IpFamily family) {
        String pod = a.ip(family).toString();
        String target = (family == IpFamily.IPV4 ? pod : "[" + pod + "]") + ":" + TestPod.PORT;
        String iptables =
                (family == IpFamily.IPV4 ? "iptables" : "ip6tables") + variant + " -t nat ";
        add(
                iptables,
                "PREROUTING -d "
                        + SERVICE.get(family)
                        + " -p tcp --dport "
                        + TestPod.PORT
                        + " -j DNAT --to-destination "
                        + target);
        add(iptables, "POSTROUTING -s " + pod + " -d " + pod + " -j MASQUERADE");
    }

    private void add(String iptables, String rule) {
        TestNode.run(iptables + "-A " + rule);
        undo.add(iptables + "-D " + rule);
    }

    @AfterEach
    void leaveNothing() {
        undo.forEach(TestNode::run);
        kernel.close();
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void aPodReachesItselfThroughItsServiceWhateverNetworkPoliciesSay(IpFamily family) {
        kernel.apply(ingress("a", fromPod("b")));
        check(a, family, true);
        check(b, family, true);
        kernel.apply(denyAll());
        check(a, family, true);
        check(b, family, false);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void aGlobalPolicyDoesNotKeepAPodFromItself(IpFamily family) {
        kernel.apply(
                policy(
                        """
                        {"apiVersion": "projectcalico.org/v3", "kind": "GlobalNetworkPolicy",
                         "metadata": {"name": "none"},
                         "spec": {"order": 1, "types": ["Ingress", "Egress"],
                                  "ingress": [{"action": "Deny"}], "egress": [{"action": "Deny"}]}}
                        """));
        check(a, family, true);
        check(b, family, false);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void aClusterPolicyGovernsWhatAServiceSendsBack(IpFamily family) {
        Policy nobody = clusterPolicy("Admin", "Deny");
        kernel.apply(nobody);
        check(a, family, false);
        kernel.apply(clusterPolicy("Admin", "Pass"), denyAll());
        check(a, family, true);
        kernel.apply(clusterPolicy("Baseline", "Deny"), denyAll());
        check(a, family, true);
        kernel.apply(clusterPolicy("Baseline", "Deny"));
        check(a, family, false);
    }

    private void check(TestPod from, IpFamily family, boolean expected) {
        assertEquals(
                expected,
                TestNode.connects(from, Objects.requireNonNull(SERVICE.get(family)), expected),
                () -> from.key() + " to its service\n" + kernel.save(family));
    }

    private static Policy clusterPolicy(String tier, String action) {
        return policy(
                """
                {"apiVersion": "policy.networking.k8s.io/v1alpha2", "kind": "ClusterNetworkPolicy",
                 "metadata": {"name": "every"},
                 "spec": {"tier": "%s", "priority": 10, "subject": {"namespaces": {}},
                          "ingress": [{"action": "%s", "from": [{"namespaces": {}}]}]}}
                """
                        .formatted(tier, action));
    }

    private static Policy policy(String json) {
        try {
            Map<?, ?> object = new ObjectMapper().readValue(json, Map.class);
            return (Policy) ResourceConverter.convert(object).resource();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
