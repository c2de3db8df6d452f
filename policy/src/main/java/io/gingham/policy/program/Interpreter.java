package io.gingham.policy.program;

import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.PodKey;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Runs a program on a flow, as the node's kernel would, and says why. It decides what this node
/// decides: the egress of its own pods, the ingress of its own pods. A flow between two nodes is
/// allowed if both allow it.
public final class Interpreter {

    private final Program program;
    private final Flow flow;
    private final List<String> trace = new ArrayList<>();

    private Interpreter(Program program, Flow flow) {
        this.program = program;
        this.flow = flow;
    }

    public static Decision decide(Program program, Flow flow) {
        Interpreter interpreter = new Interpreter(program, flow);
        boolean allowed = interpreter.decide();
        return new Decision(allowed, interpreter.trace);
    }

    private boolean decide() {
        if (flow.isLoopback()) {
            trace.add("a pod's traffic to itself never leaves it");
            return true;
        }
        Optional<EndpointProgram> source = endpoint(flow.source());
        if (source.isPresent() && !leaves(source.get())) {
            return false;
        }
        Optional<EndpointProgram> destination = endpoint(flow.destination());
        if (destination.isEmpty()) {
            trace.add("destination " + flow.destination() + " is no pod of node " + program.node());
            return true;
        }
        if (isThisNode(flow.source())) {
            trace.add(name(destination.get(), Direction.INGRESS) + ": from its own node, allowed");
            return true;
        }
        return passes(destination.get(), Direction.INGRESS);
    }

    private boolean isThisNode(FlowEnd end) {
        return end instanceof FlowEnd.OfNode(String node, _)
                && !node.isEmpty()
                && node.equals(program.node());
    }

    private boolean leaves(EndpointProgram source) {
        if (!source.ips().contains(flow.source().address())) {
            trace.add(
                    name(source, Direction.EGRESS)
                            + ": source address "
                            + flow.source().address()
                            + " is not among "
                            + source.ips()
                            + ", dropped");
            return false;
        }
        return passes(source, Direction.EGRESS);
    }

    private Optional<EndpointProgram> endpoint(FlowEnd end) {
        if (!(end instanceof FlowEnd.OfPod(PodKey key, IpAddress address))) {
            return Optional.empty();
        }
        List<EndpointProgram> ofPod =
                program.endpoints().values().stream().filter(e -> e.pod().equals(key)).toList();
        return ofPod.stream()
                .filter(e -> e.ips().contains(address))
                .findFirst()
                .or(() -> ofPod.stream().findFirst());
    }

    private boolean passes(EndpointProgram endpoint, Direction direction) {
        String name = name(endpoint, direction);
        return switch (endpoint.gate(direction)) {
            case Gate.Open() -> {
                trace.add(name + ": no policy selects the pod, allowed");
                yield true;
            }
            case Gate.Closed(String reason) -> {
                trace.add(name + ": " + reason + ", dropped");
                yield false;
            }
            case Gate.Isolated(String profile) -> {
                boolean allowed = allows(program.profile(profile), name);
                if (!allowed) {
                    trace.add(name + ": isolated and no rule allows it, dropped");
                }
                yield allowed;
            }
        };
    }

    private boolean allows(Profile profile, String name) {
        for (String id : profile.chains()) {
            PolicyChain chain = program.chain(id);
            for (PolicyChain.Rule rule : chain.rules()) {
                if (matches(rule, profile.direction())) {
                    trace.add(
                            name
                                    + ": policy "
                                    + chain.policy()
                                    + " "
                                    + describe(rule)
                                    + " allows it");
                    return true;
                }
            }
            trace.add(
                    name
                            + ": policy "
                            + chain.policy()
                            + (chain.problem().isEmpty()
                                    ? " selects the pod and has no rule that matches"
                                    : " is invalid and allows nothing: " + chain.problem()));
        }
        return false;
    }

    private boolean matches(PolicyChain.Rule rule, Direction direction) {
        IpAddress peer =
                (direction == Direction.INGRESS ? flow.source() : flow.destination()).address();
        return matchesPeer(rule.peer(), peer) && matchesPorts(rule.ports());
    }

    private boolean matchesPeer(PeerMatch match, IpAddress peer) {
        return switch (match) {
            case PeerMatch.Anyone() -> true;
            case PeerMatch.InSet(String set) ->
                    ((ProgramSet.Addresses) program.set(set)).members().contains(peer);
            case PeerMatch.InBlock(var cidr) -> cidr.contains(peer);
            case PeerMatch.InBlockExcept(var cidr, String set) ->
                    cidr.contains(peer) && !((ProgramSet.Nets) program.set(set)).covers(peer);
        };
    }

    private boolean matchesPorts(PortMatch match) {
        int port = flow.destinationPort();
        return switch (match) {
            case PortMatch.Anything() -> true;
            case PortMatch.EveryPort(var protocol) -> protocol.number() == flow.protocol();
            case PortMatch.Numbers(var protocol, var ranges) ->
                    protocol.number() == flow.protocol()
                            && ranges.stream().anyMatch(range -> range.contains(port));
            case PortMatch.Named(var protocol, _, String set) ->
                    protocol.number() == flow.protocol()
                            && ((ProgramSet.NamedPorts) program.set(set))
                                    .members()
                                    .contains(
                                            new ProgramSet.PodPort(
                                                    flow.destination().address(), protocol, port));
        };
    }

    private static String name(EndpointProgram endpoint, Direction direction) {
        return endpoint.interfaceName() + " (" + endpoint.pod() + ") " + direction;
    }

    private String describe(PolicyChain.Rule rule) {
        String peer =
                switch (rule.peer()) {
                    case PeerMatch.Anyone() -> "anyone";
                    case PeerMatch.InSet(String set) -> program.set(set).what();
                    case PeerMatch.InBlock(var cidr) -> cidr.toString();
                    case PeerMatch.InBlockExcept(var cidr, String set) ->
                            cidr + " except " + ((ProgramSet.Nets) program.set(set)).members();
                };
        String ports =
                switch (rule.ports()) {
                    case PortMatch.Anything() -> "anything";
                    case PortMatch.EveryPort(var protocol) -> "every " + protocol + " port";
                    case PortMatch.Numbers(var protocol, var ranges) -> protocol + " " + ranges;
                    case PortMatch.Named(var protocol, String name, _) ->
                            protocol + " port named " + name;
                };
        return "rule " + rule.number() + " (" + peer + ", " + ports + ")";
    }
}
