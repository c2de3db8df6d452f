package io.gingham.dataplane.iptables;

import io.gingham.policy.Scenario;
import io.gingham.policy.model.Policy;
import io.gingham.value.IpFamily;

/// Kubernetes policies of namespace x, from the YAML of their rules.
final class TestPolicies {

    static final String ANYTHING = "{}";
    static final String WEB = "{ports: [{port: web}]}";

    private TestPolicies() {}

    static Policy denyAll() {
        return spec("deny-all", "{podSelector: {}, policyTypes: [Ingress, Egress]}");
    }

    /// @param rule of `ingress`, for the pod with that label
    static Policy ingress(String pod, String rule) {
        return spec(
                "in-" + pod,
                "{podSelector: {matchLabels: {pod: %s}}, policyTypes: [Ingress], ingress: [%s]}"
                        .formatted(pod, rule));
    }

    /// @param rule of `egress`, for the pod with that label
    static Policy egress(String pod, String rule) {
        return spec(
                "out-" + pod,
                "{podSelector: {matchLabels: {pod: %s}}, policyTypes: [Egress], egress: [%s]}"
                        .formatted(pod, rule));
    }

    /// Of namespace x, with that label.
    static String fromPod(String pod) {
        return "{from: [{podSelector: {matchLabels: {pod: %s}}}]}".formatted(pod);
    }

    static String fromPodToWeb(String pod) {
        return "{from: [{podSelector: {matchLabels: {pod: %s}}}], ports: [{port: web}]}"
                .formatted(pod);
    }

    /// From all addresses but one.
    static String fromAllBut(TestPod pod, IpFamily family) {
        String all = family == IpFamily.IPV4 ? "0.0.0.0/0" : "'::/0'";
        String length = family == IpFamily.IPV4 ? "/32" : "/128";
        return "{from: [{ipBlock: {cidr: %s, except: ['%s%s']}}]}"
                .formatted(all, pod.ip(family), length);
    }

    static Policy spec(String name, String spec) {
        return (Policy) Scenario.convert("x/" + name, spec).resource();
    }
}
