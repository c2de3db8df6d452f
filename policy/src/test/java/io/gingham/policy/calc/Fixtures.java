package io.gingham.policy.calc;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Policy.Stage;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.model.Rule;
import io.gingham.policy.selector.Selector;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Resources in a few words.
final class Fixtures {

    private Fixtures() {}

    private static Pod pod(String name, List<IpAddress> ips, String... labels) {
        Map<String, String> map = new HashMap<>();
        for (String label : labels) {
            int equals = label.indexOf('=');
            map.put(label.substring(0, equals), label.substring(equals + 1));
        }
        return new Pod(
                new PodKey("x", name), "", "n1", "", map, ips, false, PodPhase.RUNNING, List.of());
    }

    private static Pod pod(Pod pod, String uid, List<IpAddress> ips, PodPhase phase) {
        return new Pod(
                pod.key(),
                uid,
                pod.node(),
                pod.serviceAccount(),
                pod.labels(),
                ips,
                pod.hostNetwork(),
                phase,
                pod.ports());
    }

    /// A global policy for incoming traffic in tier default, without an order.
    ///
    /// @param from selectors of who may, a rule each
    static Policy policy(String name, String subject, String... from) {
        List<Rule> rules = new ArrayList<>();
        for (String selector : from) {
            Rule rule = Rule.of(Action.ALLOW, new Rule.Origin(rules.size() + 1, "spec", ""));
            EntityMatch source = EntityMatch.ANYTHING.withSelector(Selector.parse(selector));
            rules.add(rule.withEnds(source, EntityMatch.ANYTHING));
        }
        return new Policy(
                new ResourceKey(ResourceKind.GLOBAL_NETWORK_POLICY, "", name),
                "default",
                Double.POSITIVE_INFINITY,
                Selector.parse(subject),
                EnumSet.of(Direction.INGRESS),
                Stage.NORMAL,
                false,
                Optional.empty(),
                rules,
                List.of(),
                List.of());
    }

    /// Of another kind, in namespace x.
    static Policy inNamespace(Policy policy, ResourceKind kind) {
        ResourceKey key = new ResourceKey(kind, "x", policy.key().name());
        return policy(policy, key, policy.tier(), policy.order(), policy.stage(), policy.staged());
    }

    private static Policy policy(
            Policy policy,
            String tier,
            double order,
            Stage stage,
            Optional<Policy.StagedAction> staged) {
        return policy(policy, policy.key(), tier, order, stage, staged);
    }

    private static Policy policy(
            Policy policy,
            ResourceKey key,
            String tier,
            double order,
            Stage stage,
            Optional<Policy.StagedAction> staged) {
        return new Policy(
                key,
                tier,
                order,
                policy.subject(),
                policy.directions(),
                stage,
                policy.applyOnForward(),
                staged,
                policy.ingress(),
                policy.egress(),
                policy.problems());
    }

    static IpAddress ip(int last) {
        return IpAddress.parse("10.0.0." + last);
    }

    static Namespace namespace() {
        return new Namespace("x", Map.of());
    }

    /// In namespace x.
    ///
    /// @param labels `name=value`
    static Pod pod(String name, int last, String... labels) {
        return pod(name, List.of(ip(last)), labels);
    }

    static Pod withUid(Pod pod, String uid) {
        return pod(pod, uid, pod.ips(), pod.phase());
    }

    static Pod completed(Pod pod) {
        return pod(pod, pod.uid(), pod.ips(), PodPhase.SUCCEEDED);
    }

    static Pod withoutAddresses(Pod pod) {
        return pod(pod, pod.uid(), List.of(), pod.phase());
    }

    static Endpoint endpoint(String pod, int last) {
        return new Endpoint(new PodKey("x", pod), "", "cali" + pod, List.of(ip(last)));
    }

    static HostEndpoint hostEndpoint(String node, String... profiles) {
        return new HostEndpoint(
                "h",
                node,
                "eth0",
                List.of(IpAddress.parse("192.168.0.1")),
                Map.of("host", "yes"),
                List.of(profiles),
                List.of());
    }

    static Policy ordered(Policy policy, double order) {
        return policy(policy, policy.tier(), order, policy.stage(), policy.staged());
    }

    static Policy inTier(Policy policy, String tier) {
        return policy(policy, tier, policy.order(), policy.stage(), policy.staged());
    }

    static Policy staged(Policy policy, Optional<Policy.StagedAction> staged) {
        return policy(policy, policy.tier(), policy.order(), policy.stage(), staged);
    }

    static Policy atStage(Policy policy, Stage stage) {
        return policy(policy, policy.tier(), policy.order(), stage, policy.staged());
    }
}
