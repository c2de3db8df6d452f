package io.gingham.policy.oracle;

import io.gingham.policy.model.Action;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Policy.Stage;
import io.gingham.policy.model.Profile;
import io.gingham.policy.model.Rule;
import io.gingham.policy.model.Tier;
import io.gingham.policy.model.Verdict;
import io.gingham.policy.model.Verdict.Outcome;
import io.gingham.policy.selector.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The reference evaluator.
public final class Oracle {

    private static final Predicate<Policy> NORMAL = policy -> policy.stage() == Stage.NORMAL;

    private final ClusterState state;
    private final Flow flow;
    private final RuleMatch ruleMatch;
    private final List<Verdict.Step> trace = new ArrayList<>();

    private Oracle(ClusterState state, Flow flow) {
        this.state = state;
        this.flow = flow;
        this.ruleMatch = new RuleMatch(state, flow);
    }

    /// Whether the cluster as a whole lets the flow pass.
    public static Verdict evaluate(ClusterState state, Flow flow) {
        Oracle oracle = new Oracle(state, flow);
        boolean allowed = oracle.isAllowed();
        return new Verdict(allowed, oracle.trace);
    }

    /// What one end says of the flow, whatever the other end says: EGRESS asks its source, INGRESS
    /// its destination.
    public static Verdict evaluate(ClusterState state, Flow flow, Direction direction) {
        Oracle oracle = new Oracle(state, flow);
        boolean allowed =
                flow.isLoopback()
                        ? oracle.isAllowed()
                        : switch (direction) {
                            case EGRESS -> oracle.sourceLetsOut();
                            case INGRESS -> oracle.destinationLetsIn();
                        };
        return new Verdict(allowed, oracle.trace);
    }

    /// What becomes of a pod's connection that a service, or a host port, sends back to the pod
    /// itself. Only cluster policies can deny it, and only as long as no policy of another kind has
    /// its turn, which would allow: no such policy keeps a pod from itself.
    ///
    /// @param flow between the pod and itself, as it is behind the service
    public static Verdict evaluateHairpin(ClusterState state, Flow flow) {
        if (!(flow.isLoopback() && flow.source() instanceof FlowEnd.OfPod(PodKey pod, _))) {
            throw new IllegalArgumentException(flow + " is not from a pod to itself");
        }
        Oracle oracle = new Oracle(state, flow);
        boolean allowed =
                oracle.podLetsItself(pod, Direction.EGRESS)
                        && oracle.podLetsItself(pod, Direction.INGRESS);
        return new Verdict(allowed, oracle.trace);
    }

    private boolean podLetsItself(PodKey key, Direction direction) {
        Optional<Labels> labels = state.pod(key).flatMap(state::labelsOf);
        if (labels.isEmpty()) {
            return podLets(key, direction);
        }
        String pod = key.toString();
        for (List<Policy> tier : tiersOf(governing(labels.get(), direction, NORMAL))) {
            Outcome outcome = Outcome.CONTINUED;
            for (Policy policy : tier) {
                if (!policy.key().kind().governsHairpin()) {
                    return goesOn(pod, direction, "a pod cannot block access to itself");
                }
                outcome = policyDecides(pod, policy, direction);
                if (outcome != Outcome.CONTINUED) {
                    break;
                }
            }
            if (outcome == Outcome.CONTINUED) {
                outcome = defaultOf(pod, tier, direction);
            }
            if (outcome != Outcome.PASSED) {
                return outcome == Outcome.ALLOWED;
            }
        }
        return goesOn(pod, direction, "no cluster policy decides");
    }

    /// What a host endpoint decides of the flow at one of its gates. (Which interfaces a flow
    /// crosses isn't known here, so [#evaluate] asks the local gates of nodes' own traffic only.)
    ///
    /// @throws IllegalArgumentException if there is no such host endpoint
    public static Verdict atHostEndpoint(
            ClusterState state, String name, HostGate gate, Direction direction, Flow flow) {
        Oracle oracle = new Oracle(state, flow);
        HostEndpoint endpoint =
                state.all(HostEndpoint.class).stream()
                        .filter(candidate -> candidate.name().equals(name))
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalArgumentException("no host endpoint " + name));
        boolean allowed = oracle.passes(endpoint, gate, direction);
        return new Verdict(allowed, oracle.trace);
    }

    /// A connection needs both its source to let it out and its destination to let it in. A pod
    /// can't block access to itself.
    private boolean isAllowed() {
        if (flow.isLoopback()) {
            String pod = flow.source().toString();
            step(pod, Direction.EGRESS, Outcome.ALLOWED, "a pod cannot block access to itself");
            return true;
        }
        return sourceLetsOut() && destinationLetsIn();
    }

    private boolean sourceLetsOut() {
        return switch (flow.source()) {
            case FlowEnd.OfPod(PodKey pod, _) -> podLets(pod, Direction.EGRESS);
            case FlowEnd.OfNode node -> nodeLets(node, flow.destination(), Direction.EGRESS);
            case FlowEnd.Outside _ -> true;
        };
    }

    /// A node always reaches its own pods: their kubelet probes them.
    private boolean destinationLetsIn() {
        return switch (flow.destination()) {
            case FlowEnd.OfPod(PodKey pod, _) -> {
                if (flow.source() instanceof FlowEnd.OfNode(String node, _) && runsOn(pod, node)) {
                    step(
                            pod.toString(),
                            Direction.INGRESS,
                            Outcome.ALLOWED,
                            "from its own node, always allowed");
                    yield true;
                }
                yield podLets(pod, Direction.INGRESS);
            }
            case FlowEnd.OfNode node -> nodeLets(node, flow.source(), Direction.INGRESS);
            case FlowEnd.Outside _ -> true;
        };
    }

    private boolean runsOn(PodKey key, String node) {
        return !node.isEmpty() && state.pod(key).map(Pod::node).equals(Optional.of(node));
    }

    /// A pod whose policies can't be known is isolated.
    private boolean podLets(PodKey key, Direction direction) {
        Optional<Pod> pod = state.pod(key);
        if (pod.isEmpty()) {
            step(
                    key.toString(),
                    direction,
                    Outcome.DENIED,
                    "the API server has not shown this pod");
            return false;
        }
        if (pod.get().hostNetwork()) {
            step(
                    key.toString(),
                    direction,
                    Outcome.ALLOWED,
                    "it is on the host's network: no policy selects it");
            return true;
        }
        Optional<Labels> labels = state.labelsOf(pod.get());
        if (labels.isEmpty()) {
            step(
                    key.toString(),
                    direction,
                    Outcome.DENIED,
                    "the API server has not shown the pod's namespace");
            return false;
        }
        Outcome outcome = tiersDecide(key.toString(), labels.get(), direction, NORMAL);
        return outcome == Outcome.PASSED
                ? goesOn(key.toString(), direction, "its namespace's profile allows it")
                : outcome == Outcome.ALLOWED;
    }

    /// What a node sends to its own pods, and they to it, crosses no host endpoint.
    private boolean nodeLets(FlowEnd.OfNode node, FlowEnd other, Direction direction) {
        if (other instanceof FlowEnd.OfPod(PodKey pod, _) && runsOn(pod, node.node())) {
            return true;
        }
        return hostEndpoint(node).map(endpoint -> hostLets(endpoint, direction)).orElse(true);
    }

    /// The one at that address; without one, the one for all of the node's interfaces. Names decide
    /// between several.
    private Optional<HostEndpoint> hostEndpoint(FlowEnd.OfNode node) {
        List<HostEndpoint> ofNode =
                state.all(HostEndpoint.class).stream()
                        .filter(candidate -> candidate.node().equals(node.node()))
                        .toList();
        return ofNode.stream()
                .filter(candidate -> !isForAllInterfaces(candidate))
                .filter(candidate -> candidate.expectedIps().contains(node.address()))
                .findFirst()
                .or(() -> ofNode.stream().filter(Oracle::isForAllInterfaces).findFirst());
    }

    private static boolean isForAllInterfaces(HostEndpoint endpoint) {
        return endpoint.interfaceName().equals(HostEndpoint.ALL_INTERFACES);
    }

    /// Untracked policies first, then those before destination translation: what either of them
    /// allows or denies is not asked again (Felix accepts it as soon as it comes to the node).
    private boolean hostLets(HostEndpoint endpoint, Direction direction) {
        Outcome early = hostDecides(endpoint, HostGate.UNTRACKED, direction);
        if (early == Outcome.PASSED && direction == Direction.INGRESS) {
            early = hostDecides(endpoint, HostGate.PRE_DNAT, direction);
        }
        return early == Outcome.PASSED
                ? passes(endpoint, HostGate.LOCAL, direction)
                : early == Outcome.ALLOWED;
    }

    private boolean passes(HostEndpoint endpoint, HostGate gate, Direction direction) {
        Outcome outcome = hostDecides(endpoint, gate, direction);
        if (outcome != Outcome.PASSED) {
            return outcome == Outcome.ALLOWED;
        }
        return gate == HostGate.LOCAL
                ? profilesLet(endpoint, direction)
                : goesOn(endpoint.name(), direction, "none of the policies of this gate decides");
    }

    private Outcome hostDecides(HostEndpoint endpoint, HostGate gate, Direction direction) {
        Predicate<Policy> stage =
                policy ->
                        switch (gate) {
                            case LOCAL -> policy.stage() == Stage.NORMAL;
                            case FORWARDED ->
                                    policy.stage() == Stage.NORMAL && policy.applyOnForward();
                            case UNTRACKED -> policy.stage() == Stage.UNTRACKED;
                            case PRE_DNAT -> policy.stage() == Stage.PRE_DNAT;
                        };
        return tiersDecide(endpoint.name(), state.labelsOf(endpoint), direction, stage);
    }

    private boolean goesOn(String endpoint, Direction direction, String text) {
        step(endpoint, direction, Outcome.ALLOWED, text);
        return true;
    }

    private boolean profilesLet(HostEndpoint endpoint, Direction direction) {
        for (String name : endpoint.profiles()) {
            Optional<Profile> profile = state.profile(name);
            if (profile.isEmpty()) {
                step(
                        endpoint.name(),
                        direction,
                        Outcome.DENIED,
                        "profile " + name + " does not exist");
                return false;
            }
            for (Rule rule : profile.get().rules(direction)) {
                if (ruleMatch.matches(rule, direction, labels -> true)
                        && rule.action() != Action.LOG) {
                    boolean allowed = rule.action() == Action.ALLOW;
                    step(
                            endpoint.name(),
                            direction,
                            allowed ? Outcome.ALLOWED : Outcome.DENIED,
                            "profile " + name + " rule " + rule.origin().number());
                    return allowed;
                }
            }
        }
        step(endpoint.name(), direction, Outcome.DENIED, "no tier and no profile allows it");
        return false;
    }

    /// Tier after tier, until one decides.
    private Outcome tiersDecide(
            String endpoint, Labels labels, Direction direction, Predicate<Policy> stage) {
        for (List<Policy> tier : tiersOf(governing(labels, direction, stage))) {
            Outcome outcome = tierDecides(endpoint, tier, direction);
            if (outcome != Outcome.PASSED) {
                return outcome;
            }
        }
        return Outcome.PASSED;
    }

    /// The policies that count here: they have the direction, are in force, and select the
    /// endpoint.
    private List<Policy> governing(Labels labels, Direction direction, Predicate<Policy> stage) {
        return state.all(Policy.class).stream()
                .filter(Policy::isInForce)
                .filter(stage)
                .filter(policy -> policy.directions().contains(direction))
                .filter(policy -> policy.subject().matches(labels))
                .sorted(Policy.ORDER)
                .toList();
    }

    /// Each tier's policies, tiers in their order: only those that have one.
    private List<List<Policy>> tiersOf(List<Policy> governing) {
        return governing.stream()
                .map(policy -> state.tier(policy.tier()))
                .distinct()
                .sorted(Tier.ORDER)
                .map(
                        tier ->
                                governing.stream()
                                        .filter(policy -> policy.tier().equals(tier.name()))
                                        .toList())
                .toList();
    }

    /// The first Allow or Deny decides; Pass goes on with the next tier. If no policy decides, the
    /// tier's default action does.
    private Outcome tierDecides(String endpoint, List<Policy> policies, Direction direction) {
        for (Policy policy : policies) {
            Outcome outcome = policyDecides(endpoint, policy, direction);
            if (outcome != Outcome.CONTINUED) {
                return outcome;
            }
        }
        return defaultOf(endpoint, policies, direction);
    }

    /// A stage without default (untracked, preDNAT) goes on.
    private Outcome defaultOf(String endpoint, List<Policy> ofTier, Direction direction) {
        Tier tier = state.tier(ofTier.getFirst().tier());
        boolean hasDefault = ofTier.getFirst().stage() == Stage.NORMAL;
        boolean denies = hasDefault && tier.defaultAction() == Action.DENY;
        Outcome outcome = denies ? Outcome.DENIED : Outcome.PASSED;
        String text =
                "no policy of tier "
                        + tier.name()
                        + " decides: "
                        + (denies ? "Deny" : "Pass")
                        + (hasDefault ? " is its default action" : " at this stage");
        trace.add(
                new Verdict.Step(
                        endpoint, direction, tier.name(), Optional.empty(), 0, outcome, text));
        return outcome;
    }

    private Outcome policyDecides(String endpoint, Policy policy, Direction direction) {
        for (Rule rule : policy.rules(direction)) {
            if (!ruleMatch.matches(rule, direction, policy.subject()::matches)) {
                continue;
            }
            Outcome outcome =
                    switch (rule.action()) {
                        case ALLOW -> Outcome.ALLOWED;
                        case DENY -> Outcome.DENIED;
                        case PASS -> Outcome.PASSED;
                        case LOG -> Outcome.CONTINUED;
                    };
            int number = rule.origin().number();
            trace.add(policyStep(endpoint, direction, policy, number, outcome, text(policy, rule)));
            if (outcome != Outcome.CONTINUED) {
                return outcome;
            }
        }
        String text =
                policy.problems().isEmpty()
                        ? policy.key() + " governs it, and none of its rules matches"
                        : policy.key()
                                + " can't be understood and fails closed: "
                                + String.join("; ", policy.problems());
        trace.add(policyStep(endpoint, direction, policy, 0, Outcome.CONTINUED, text));
        return Outcome.CONTINUED;
    }

    private static String text(Policy policy, Rule rule) {
        String note = rule.origin().note();
        String which =
                policy.key()
                        + " rule "
                        + rule.origin().number()
                        + (note.isEmpty() ? "" : " '" + note + "'");
        return policy.problemOf(rule)
                .map(problem -> which + " can't be understood and fails closed: " + problem)
                .orElse(which + ": " + rule.action());
    }

    private static Verdict.Step policyStep(
            String endpoint,
            Direction direction,
            Policy policy,
            int rule,
            Outcome outcome,
            String text) {
        return new Verdict.Step(
                endpoint, direction, policy.tier(), Optional.of(policy.key()), rule, outcome, text);
    }

    private void step(String endpoint, Direction direction, Outcome outcome, String text) {
        trace.add(new Verdict.Step(endpoint, direction, "", Optional.empty(), 0, outcome, text));
    }
}
