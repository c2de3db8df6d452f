package io.gingham.policy.calc;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.EntityMatch;
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

    /// In namespace x.
    ///
    /// @param labels `name=value`
    static Pod pod(String name, List<IpAddress> ips, String... labels) {
        Map<String, String> map = new HashMap<>();
        for (String label : labels) {
            int equals = label.indexOf('=');
            map.put(label.substring(0, equals), label.substring(equals + 1));
        }
        return new Pod(
                new PodKey("x", name), "", "n1", "", map, ips, false, PodPhase.RUNNING, List.of());
    }

    static Pod pod(Pod pod, String uid, List<IpAddress> ips, PodPhase phase) {
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
    static Policy ingress(String name, String subject, String... from) {
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

    static Policy policy(
            Policy policy,
            String tier,
            double order,
            Stage stage,
            Optional<Policy.StagedAction> staged) {
        return new Policy(
                policy.key(),
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
}
