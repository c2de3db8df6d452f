package io.gingham.policy.program;

import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Verdict;
import io.gingham.policy.model.Verdict.Outcome;
import io.gingham.policy.program.PolicyChain.ProgramRule;
import io.gingham.policy.program.PolicyGroup.TierStep;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Runs a program on a flow, as the node's kernel would, and says why. It decides what this node
/// decides: the egress and ingress of its own pods, and what the node itself sends and receives
/// through its host endpoints. A flow between two nodes is allowed if both allow it.
///
/// Which interfaces of a node a flow crosses isn't known here. A host endpoint is found by its
/// addresses, or covers all interfaces; the gates for forwarded traffic are a backend's matter, and
/// so are failsafe ports.
public final class Interpreter {

    private final Program program;
    private final Flow flow;
    private final CriterionMatch match;
    private final List<Verdict.Step> trace = new ArrayList<>();

    private Interpreter(Program program, Flow flow) {
        this.program = program;
        this.flow = flow;
        this.match = new CriterionMatch(program, flow);
    }

    public static Verdict decide(Program program, Flow flow) {
        Interpreter interpreter = new Interpreter(program, flow);
        boolean allowed = interpreter.decide();
        return new Verdict(allowed, interpreter.trace);
    }

    /// What one gate alone decides, whoever asks: a backend's test of a host endpoint's gate for
    /// forwarded traffic, say.
    ///
    /// @param endpoint whose gate it is, for the trace
    public static Verdict decideAt(
            Program program, Gate gate, String endpoint, Direction direction, Flow flow) {
        Interpreter interpreter = new Interpreter(program, flow);
        boolean allowed = interpreter.lets(gate, endpoint, direction);
        return new Verdict(allowed, interpreter.trace);
    }

    /// What becomes of a pod's connection that a service sends back to the pod itself; see
    /// [Hairpin].
    ///
    /// @param flow between the pod and itself, as it is behind the service
    public static Verdict decideHairpin(Program program, Flow flow) {
        if (!flow.isLoopback()) {
            throw new IllegalArgumentException(flow + " is not from a pod to itself");
        }
        Interpreter interpreter = new Interpreter(program, flow);
        boolean allowed =
                interpreter.letsItself(flow.source(), Direction.EGRESS)
                        && interpreter.letsItself(flow.destination(), Direction.INGRESS);
        return new Verdict(allowed, interpreter.trace);
    }

    private boolean letsItself(FlowEnd end, Direction direction) {
        if (!(end instanceof FlowEnd.OfPod pod)) {
            return true;
        }
        Optional<EndpointProgram> found = endpoint(pod);
        if (found.isEmpty()) {
            return true;
        }
        EndpointProgram endpoint = found.get();
        if (direction == Direction.EGRESS && !isItsOwn(pod.address(), endpoint)) {
            return false;
        }
        return switch (endpoint.gate(direction)) {
            case Gate.Governed(String id) ->
                    lets(
                            Hairpin.of(program.group(id), program),
                            endpoint.pod().toString(),
                            direction);
            case Gate.Open open -> lets(open, endpoint.pod().toString(), direction);
            case Gate.Closed closed -> lets(closed, endpoint.pod().toString(), direction);
        };
    }

    private boolean decide() {
        if (flow.source() instanceof FlowEnd.OfPod(PodKey pod, _) && flow.isLoopback()) {
            step(
                    pod.toString(),
                    Direction.EGRESS,
                    Outcome.ALLOWED,
                    "a pod's traffic to itself never leaves it");
            return true;
        }
        return sourceLetsOut() && destinationLetsIn();
    }

    private boolean sourceLetsOut() {
        return switch (flow.source()) {
            case FlowEnd.OfPod pod -> endpoint(pod).map(this::leaves).orElse(true);
            case FlowEnd.OfNode node -> nodeLets(node, flow.destination(), Direction.EGRESS);
            case FlowEnd.Outside _ -> true;
        };
    }

    private boolean destinationLetsIn() {
        return switch (flow.destination()) {
            case FlowEnd.OfPod pod -> endpoint(pod).map(this::enters).orElse(true);
            case FlowEnd.OfNode node -> nodeLets(node, flow.source(), Direction.INGRESS);
            case FlowEnd.Outside _ -> true;
        };
    }

    private boolean leaves(EndpointProgram source) {
        return isItsOwn(flow.source().address(), source) && lets(source, Direction.EGRESS);
    }

    private boolean isItsOwn(IpAddress address, EndpointProgram source) {
        if (source.ips().contains(address)) {
            return true;
        }
        step(
                source.pod().toString(),
                Direction.EGRESS,
                Outcome.DENIED,
                "source address " + address + " is not among " + source.ips());
        return false;
    }

    private boolean enters(EndpointProgram destination) {
        if (isHere(flow.source())) {
            step(
                    destination.pod().toString(),
                    Direction.INGRESS,
                    Outcome.ALLOWED,
                    "from its own node, always allowed");
            return true;
        }
        return lets(destination, Direction.INGRESS);
    }

    private boolean isHere(FlowEnd end) {
        return end instanceof FlowEnd.OfNode(String node, _)
                && !node.isEmpty()
                && node.equals(program.node());
    }

    private Optional<EndpointProgram> endpoint(FlowEnd.OfPod end) {
        List<EndpointProgram> ofPod =
                program.endpoints().values().stream()
                        .filter(endpoint -> endpoint.pod().equals(end.pod()))
                        .toList();
        return ofPod.stream()
                .filter(endpoint -> endpoint.ips().contains(end.address()))
                .findFirst()
                .or(() -> ofPod.stream().findFirst());
    }

    private boolean lets(EndpointProgram endpoint, Direction direction) {
        return lets(endpoint.gate(direction), endpoint.pod().toString(), direction);
    }

    /// What a node sends to its own pods, and they to it, crosses no host endpoint.
    private boolean nodeLets(FlowEnd.OfNode node, FlowEnd other, Direction direction) {
        boolean ownPod = other instanceof FlowEnd.OfPod pod && endpoint(pod).isPresent();
        return !isHere(node)
                || ownPod
                || hostEndpoint(node.address()).map(h -> lets(h, direction)).orElse(true);
    }

    /// The one at the address; without one, the one for all interfaces. Names decide ties.
    private Optional<HostEndpointProgram> hostEndpoint(IpAddress address) {
        return program.hostEndpoints().values().stream()
                .filter(h -> h.ips().contains(address) && !isForAll(h))
                .findFirst()
                .or(
                        () ->
                                program.hostEndpoints().values().stream()
                                        .filter(Interpreter::isForAll)
                                        .findFirst());
    }

    private static boolean isForAll(HostEndpointProgram endpoint) {
        return endpoint.interfaceName().equals(HostEndpoint.ALL_INTERFACES);
    }

    /// What untracked policies decide, or those before destination translation, is asked nothing
    /// more.
    private boolean lets(HostEndpointProgram endpoint, Direction direction) {
        Outcome early = tiersDecide(of(endpoint.untracked(), direction), endpoint, direction);
        if (early == Outcome.PASSED && direction == Direction.INGRESS) {
            early = tiersDecide(endpoint.preDnat(), endpoint, direction);
        }
        return early == Outcome.PASSED
                ? lets(of(endpoint.local(), direction), endpoint.name(), direction)
                : early == Outcome.ALLOWED;
    }

    private static Gate of(HostEndpointProgram.Gates gates, Direction direction) {
        return direction == Direction.INGRESS ? gates.ingress() : gates.egress();
    }

    /// Without the end that a group has: what the gate doesn't decide goes on to the next gate.
    private Outcome tiersDecide(Gate gate, HostEndpointProgram endpoint, Direction direction) {
        return gate instanceof Gate.Governed(String group)
                ? tiersDecide(program.group(group), endpoint.name(), direction)
                : Outcome.PASSED;
    }

    private boolean lets(Gate gate, String endpoint, Direction direction) {
        return switch (gate) {
            case Gate.Open() -> {
                step(endpoint, direction, Outcome.ALLOWED, "no policy applies");
                yield true;
            }
            case Gate.Closed(String reason) -> {
                step(endpoint, direction, Outcome.DENIED, reason);
                yield false;
            }
            case Gate.Governed(String id) -> lets(program.group(id), endpoint, direction);
        };
    }

    private boolean lets(PolicyGroup group, String endpoint, Direction direction) {
        Outcome outcome = tiersDecide(group, endpoint, direction);
        return outcome == Outcome.PASSED
                ? endAllows(group.end(), endpoint, direction)
                : outcome == Outcome.ALLOWED;
    }

    private Outcome tiersDecide(PolicyGroup group, String endpoint, Direction direction) {
        for (TierStep tier : group.tiers()) {
            Outcome outcome = tierDecides(tier, endpoint, direction);
            if (outcome != Outcome.PASSED) {
                return outcome;
            }
        }
        return Outcome.PASSED;
    }

    private Outcome tierDecides(TierStep tier, String endpoint, Direction direction) {
        for (String id : tier.chains()) {
            Outcome outcome = chainDecides(program.chain(id), tier.tier(), endpoint, direction);
            if (outcome != Outcome.CONTINUED) {
                return outcome;
            }
        }
        Outcome outcome =
                switch (tier.defaultAction()) {
                    case ALLOW -> Outcome.ALLOWED;
                    case DENY -> Outcome.DENIED;
                    case PASS, LOG -> Outcome.PASSED;
                };
        String text =
                "no policy of tier "
                        + tier.tier()
                        + " decides, and it ends in "
                        + tier.defaultAction();
        trace.add(
                new Verdict.Step(
                        endpoint, direction, tier.tier(), Optional.empty(), 0, outcome, text));
        return outcome;
    }

    private Outcome chainDecides(
            PolicyChain chain, String tier, String endpoint, Direction direction) {
        Optional<ResourceKey> resource = Optional.of(chain.resource());
        for (ProgramRule rule : chain.rules()) {
            if (!rule.criteria().stream().allMatch(match::matches)) {
                continue;
            }
            Outcome outcome =
                    switch (rule.action()) {
                        case ALLOW -> Outcome.ALLOWED;
                        case DENY -> Outcome.DENIED;
                        case PASS -> Outcome.PASSED;
                        case LOG -> Outcome.CONTINUED;
                    };
            trace.add(
                    new Verdict.Step(
                            endpoint,
                            direction,
                            tier,
                            resource,
                            rule.number(),
                            outcome,
                            text(chain, rule)));
            if (outcome != Outcome.CONTINUED) {
                return outcome;
            }
        }
        String text =
                chain.problem().isEmpty()
                        ? chain.resource() + " governs it, and none of its rules matches"
                        : chain.resource()
                                + " can't be understood and fails closed: "
                                + chain.problem();
        trace.add(
                new Verdict.Step(endpoint, direction, tier, resource, 0, Outcome.CONTINUED, text));
        return Outcome.CONTINUED;
    }

    private String text(PolicyChain chain, ProgramRule rule) {
        String note = rule.note().isEmpty() ? "" : " '" + rule.note() + "'";
        return chain.resource()
                + " rule "
                + rule.number()
                + note
                + ": "
                + rule.action()
                + " "
                + match.describe(rule);
    }

    private boolean endAllows(PolicyGroup.End end, String endpoint, Direction direction) {
        return switch (end) {
            case PolicyGroup.End.Allow() -> {
                String text = "no tier decides; its namespace's profile allows it";
                step(endpoint, direction, Outcome.ALLOWED, text);
                yield true;
            }
            case PolicyGroup.End.Profiles(var chains) -> {
                for (String id : chains) {
                    Outcome outcome = chainDecides(program.chain(id), "", endpoint, direction);
                    if (outcome != Outcome.CONTINUED) {
                        yield outcome == Outcome.ALLOWED;
                    }
                }
                String text = "no tier and no profile allows it";
                step(endpoint, direction, Outcome.DENIED, text);
                yield false;
            }
        };
    }

    private void step(String endpoint, Direction direction, Outcome outcome, String text) {
        trace.add(new Verdict.Step(endpoint, direction, "", Optional.empty(), 0, outcome, text));
    }
}
