package io.gingham.policy.explain;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.Rule;
import io.gingham.policy.model.Side;
import io.gingham.policy.program.Program;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which pods could reach which after a change, and couldn't before, or the other way round.
///
/// Every ordered pair of pods is asked on ports that tell all policies' rules apart: both ends of
/// each range and their neighbours, each port that a pod declares, and one of each protocol that no
/// rule speaks of; and one packet of a protocol without ports. Pairs of which neither pod is
/// concerned are left out: no policy that governs them, and nothing a rule of theirs refers to, has
/// changed.
public final class WhatIf {

    /// A protocol without ports that no policy is likely to name: GRE.
    private static final int OTHER_PROTOCOL = 47;

    private final ClusterState before;
    private final ClusterState after;

    private WhatIf(ClusterState before, ClusterState after) {
        this.before = before;
        this.after = after;
    }

    /// A pair of pods whose verdict changes.
    ///
    /// @param family in which
    /// @param opened `TCP/80`, … that are allowed now; `IP/47` stands for all without ports
    /// @param closed those that are denied now
    public record Change(
            PodKey from,
            PodKey to,
            IpFamily family,
            SortedSet<String> opened,
            SortedSet<String> closed) {
        @Override
        public String toString() {
            List<String> parts = new ArrayList<>();
            if (!opened.isEmpty()) {
                parts.add("opens " + String.join(", ", opened));
            }
            if (!closed.isEmpty()) {
                parts.add("closes " + String.join(", ", closed));
            }
            return from + " -> " + to + " (" + family + "): " + String.join("; ", parts);
        }
    }

    /// Pods that only one of the states has are left out.
    public static List<Change> compare(ClusterState before, ClusterState after) {
        return new WhatIf(before, after).changes();
    }

    private List<Change> changes() {
        CompiledCluster compiledBefore = new CompiledCluster(before);
        CompiledCluster compiledAfter = new CompiledCluster(after);
        Set<PodKey> concerned = concerned(compiledBefore, compiledAfter);
        Map<PortProtocol, SortedSet<Integer>> ports = ports();
        List<Pod> pods =
                before.all(Pod.class).stream()
                        .filter(Pod::isPeer)
                        .filter(pod -> after.pod(pod.key()).filter(Pod::isPeer).isPresent())
                        .toList();
        List<Change> changes = new ArrayList<>();
        for (Pod from : pods) {
            for (Pod to : pods) {
                boolean asked = concerned.contains(from.key()) || concerned.contains(to.key());
                if (asked && !from.key().equals(to.key())) {
                    for (IpFamily family : IpFamily.values()) {
                        compare(compiledBefore, compiledAfter, from, to, family, ports, changes);
                    }
                }
            }
        }
        return changes;
    }

    private void compare(
            CompiledCluster compiledBefore,
            CompiledCluster compiledAfter,
            Pod from,
            Pod to,
            IpFamily family,
            Map<PortProtocol, SortedSet<Integer>> ports,
            List<Change> changes) {
        List<FlowEnd> sources = Endpoints.ofFamily(before, from, family);
        List<FlowEnd> destinations = Endpoints.ofFamily(before, to, family);
        if (sources.isEmpty() || destinations.isEmpty()) {
            return;
        }
        SortedSet<String> opened = new TreeSet<>();
        SortedSet<String> closed = new TreeSet<>();
        for (Flow flow : flows(sources.getFirst(), destinations.getFirst(), ports)) {
            boolean was = compiledBefore.decide(flow).allowed();
            boolean is = compiledAfter.decide(flow).allowed();
            if (was != is) {
                (is ? opened : closed).add(port(flow));
            }
        }
        if (!opened.isEmpty() || !closed.isEmpty()) {
            changes.add(new Change(from.key(), to.key(), family, opened, closed));
        }
    }

    private static String port(Flow flow) {
        return flow.portProtocol()
                .map(p -> p + "/" + flow.destinationPort())
                .orElse("IP/" + flow.protocol());
    }

    private static List<Flow> flows(
            FlowEnd source, FlowEnd destination, Map<PortProtocol, SortedSet<Integer>> ports) {
        List<Flow> flows = new ArrayList<>();
        ports.forEach(
                (protocol, numbers) ->
                        numbers.forEach(
                                port -> flows.add(Flow.of(source, destination, protocol, port))));
        flows.add(Flow.of(source, destination, OTHER_PROTOCOL));
        return flows;
    }

    private Map<PortProtocol, SortedSet<Integer>> ports() {
        Map<PortProtocol, SortedSet<Integer>> ports = new EnumMap<>(PortProtocol.class);
        for (PortProtocol protocol : PortProtocol.values()) {
            ports.put(protocol, new TreeSet<>());
        }
        for (ClusterState state : List.of(before, after)) {
            for (Pod pod : state.all(Pod.class)) {
                pod.ports().forEach(port -> of(ports, port.protocol()).add(port.number()));
            }
            for (Policy policy : state.all(Policy.class)) {
                for (Direction direction : Direction.values()) {
                    policy.rules(direction).forEach(rule -> add(rule, ports));
                }
            }
        }
        ports.values().forEach(WhatIf::addOneOfNone);
        return ports;
    }

    private static SortedSet<Integer> of(
            Map<PortProtocol, SortedSet<Integer>> ports, PortProtocol protocol) {
        return Objects.requireNonNull(ports.get(protocol), protocol::name);
    }

    private static void add(Rule rule, Map<PortProtocol, SortedSet<Integer>> ports) {
        EntityMatch destination = rule.end(Side.DESTINATION);
        List<PortMatch> matches = new ArrayList<>(destination.ports());
        matches.addAll(destination.notPorts());
        for (PortMatch match : matches) {
            if (match instanceof PortMatch.Range(int first, int last)) {
                rule.protocol()
                        .flatMap(p -> p.withPorts())
                        .ifPresent(
                                protocol -> {
                                    for (int port : List.of(first - 1, first, last, last + 1)) {
                                        if (port >= 1 && port <= 65535) {
                                            of(ports, protocol).add(port);
                                        }
                                    }
                                });
            }
        }
    }

    private static void addOneOfNone(SortedSet<Integer> ports) {
        int port = 1;
        while (ports.contains(port)) {
            port++;
        }
        ports.add(port);
    }

    /// Those whose compiled rules, or the sets these refer to, differ.
    private static Set<PodKey> concerned(CompiledCluster before, CompiledCluster after) {
        Set<PodKey> concerned = new HashSet<>();
        Map<PodKey, Object> was = fingerprints(before);
        Map<PodKey, Object> is = fingerprints(after);
        was.forEach(
                (pod, print) -> {
                    if (!print.equals(is.get(pod))) {
                        concerned.add(pod);
                    }
                });
        return concerned;
    }

    private static Map<PodKey, Object> fingerprints(CompiledCluster cluster) {
        Map<PodKey, Object> prints = new TreeMap<>();
        for (Program program : cluster.programs().values()) {
            ProgramPrint print = new ProgramPrint(program);
            program.endpoints()
                    .values()
                    .forEach(endpoint -> prints.put(endpoint.pod(), print.of(endpoint)));
        }
        return prints;
    }

    /// Policies in the manifests that would be new, replaced or gone.
    public static List<Resource> changed(ClusterState before, ClusterState after) {
        return after.resources().values().stream()
                .filter(r -> !r.equals(before.resources().get(r.resourceKey())))
                .toList();
    }
}
