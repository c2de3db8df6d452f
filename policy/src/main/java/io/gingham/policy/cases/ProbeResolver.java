package io.gingham.policy.cases;

import io.gingham.policy.cases.CaseCluster.CaseNode;
import io.gingham.policy.cases.CaseStep.Expectation;
import io.gingham.policy.cases.CaseStep.Pair;
import io.gingham.policy.cases.CaseStep.Probe;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// From a step's expectations to single probes.
final class ProbeResolver {

    private final String path;
    private final CaseCluster cluster;
    private final Map<String, CasePod> pods;
    private final Function<CasePod, String> nodeOf;

    ProbeResolver(
            String path,
            CaseCluster cluster,
            Map<String, CasePod> pods,
            Function<CasePod, String> nodeOf) {
        this.path = path;
        this.cluster = cluster;
        this.pods = pods;
        this.nodeOf = nodeOf;
    }

    List<CaseProbe> resolve(CaseStep step) {
        List<CaseProbe> probes = new ArrayList<>();
        for (Expectation expectation : step.expectations()) {
            for (Probe probe : expectation.probes()) {
                for (Pair pair : pairs(expectation)) {
                    boolean expected =
                            expectation.allow() != expectation.exceptions().contains(pair);
                    probes.add(new CaseProbe(pair, probe, expected, flow(pair, probe)));
                }
            }
        }
        step.facts()
                .forEach(
                        fact ->
                                probes.add(
                                        new CaseProbe(
                                                fact.pair(),
                                                fact.probe(),
                                                fact.allow(),
                                                flow(fact.pair(), fact.probe()))));
        return probes;
    }

    private Set<Pair> pairs(Expectation expectation) {
        Set<Pair> pairs = new LinkedHashSet<>();
        List<CasePod> inside = pods.values().stream().filter(pod -> !pod.external()).toList();
        for (CasePod from : inside) {
            for (CasePod to : inside) {
                boolean loopback = from.reference().equals(to.reference());
                if (!loopback || expectation.withLoopback()) {
                    pairs.add(new Pair(from.reference(), to.reference()));
                }
            }
        }
        pairs.addAll(expectation.exceptions());
        return pairs;
    }

    private Flow flow(Pair pair, Probe probe) {
        CasePod from = pod(pair.from());
        CasePod to = pod(pair.to());
        for (IpAddress source : from.ips()) {
            for (IpAddress destination : to.ips()) {
                if (source.family() == destination.family()) {
                    return Flow.of(
                            end(from, source),
                            end(to, destination),
                            probe.protocol(),
                            probe.port());
                }
            }
        }
        throw new CaseException(
                path, pair.from() + " and " + pair.to() + " have no address of one family");
    }

    private CasePod pod(String reference) {
        CasePod pod = pods.get(reference);
        if (pod == null) {
            throw new CaseException(path, "there is no pod or address " + reference);
        }
        return pod;
    }

    private FlowEnd end(CasePod pod, IpAddress address) {
        if (pod.external()) {
            return new FlowEnd.Outside(address);
        }
        return pod.hostNetwork()
                ? new FlowEnd.OfNode(nodeWith(pod, address), address)
                : new FlowEnd.OfPod(pod.key(), address);
    }

    private String nodeWith(CasePod pod, IpAddress address) {
        return cluster.nodes().stream()
                .filter(node -> node.ips().contains(address))
                .map(CaseNode::name)
                .findFirst()
                .orElseGet(() -> nodeOf.apply(pod));
    }
}
