package io.gingham.lab.cases;

import io.gingham.agent.status.Request;
import io.gingham.lab.LabException;
import io.gingham.lab.cluster.LabCluster;
import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.fabric.Fabric;
import io.gingham.lab.probe.Outcome;
import io.gingham.lab.probe.Place;
import io.gingham.lab.probe.Probe;
import io.gingham.lab.probe.Prober;
import io.gingham.lab.probe.Prober.Patience;
import io.gingham.lab.probe.Protocol;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.policy.cases.CasePod;
import io.gingham.policy.cases.CaseProbe;
import io.gingham.policy.cases.ReplayedStep;
import io.gingham.policy.model.PortProtocol;
import io.gingham.watch.ResourceKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A case's probes as packets between the lab's pods, and what came of them.
final class CaseTraffic {

    /// Failing pairs that are explained; the rest is only counted.
    private static final int EXPLAINED = 5;

    private final LabCluster cluster;
    private final Prober prober = new Prober();

    CaseTraffic(LabCluster cluster) {
        this.cluster = cluster;
    }

    private static Place outside(CasePod pod) {
        return new Place(
                pod.reference(), NetworkNamespace.named(Fabric.INTERNET), Ipv4.address(pod));
    }

    /// What can be sent from here: everything but SCTP and IPv6. A server stands wherever a probe
    /// goes, declared by a container or not.
    Map<CaseProbe, Probe> probes(ReplayedStep step) throws IOException {
        Map<String, CasePod> pods = new HashMap<>();
        step.pods().forEach(pod -> pods.put(pod.reference(), pod));
        Map<CaseProbe, Probe> probes = new LinkedHashMap<>();
        for (CaseProbe probe : step.probes()) {
            if (isSctp(probe) || !Ipv4.canSend(probe)) {
                continue;
            }
            Place to = place(pods, probe.pair().to());
            Protocol protocol = Protocol.valueOf(probe.probe().protocol().name());
            cluster.servers().listen(to, protocol, probe.probe().port());
            probes.put(
                    probe,
                    new Probe(
                            place(pods, probe.pair().from()), to, protocol, probe.probe().port()));
        }
        return probes;
    }

    static boolean isSctp(CaseProbe probe) {
        return probe.probe().protocol() == PortProtocol.SCTP;
    }

    private Place place(Map<String, CasePod> pods, String reference) {
        CasePod pod = pods.get(reference);
        if (pod == null) {
            throw new LabException("the case has no pod " + reference);
        }
        if (pod.external()) {
            return outside(pod);
        }
        Place place = cluster.kubelet().place(new ResourceKey(pod.namespace(), pod.name()));
        if (place == null) {
            throw new LabException("pod " + reference + " does not run");
        }
        if (!place.address().equals(Ipv4.address(pod))) {
            throw new LabException(
                    "pod "
                            + reference
                            + " got the address "
                            + place.address()
                            + ", not "
                            + pod.ips());
        }
        return place;
    }

    /// As lines, with an explanation of the first few.
    List<String> wrongAnswers(Map<CaseProbe, Probe> probes) throws IOException {
        Map<Probe, Boolean> expected = new HashMap<>();
        probes.forEach((asked, sent) -> expected.put(sent, asked.expected()));
        Map<Probe, Outcome> outcomes = prober.run(probes.values(), expected::get, Patience.DEFAULT);
        List<String> lines = new ArrayList<>();
        int wrong = 0;
        for (Map.Entry<CaseProbe, Probe> entry : probes.entrySet()) {
            Outcome outcome = outcomes.get(entry.getValue());
            boolean right =
                    entry.getKey().expected()
                            ? outcome instanceof Outcome.Answered(String by)
                                    && by.equals(entry.getValue().to().name())
                            : outcome instanceof Outcome.TimedOut;
            if (!right) {
                lines.add(
                        "  "
                                + entry.getKey()
                                + ": expected "
                                + CaseRunner.word(entry.getKey().expected())
                                + ", got "
                                + outcome);
                if (++wrong <= EXPLAINED) {
                    lines.addAll(explain(entry.getValue()));
                }
            }
        }
        return lines;
    }

    private List<String> explain(Probe probe) {
        List<String> lines = new ArrayList<>();
        Request.Explain question =
                new Request.Explain(
                        probe.from().address().toString(),
                        probe.to().address().toString(),
                        probe.protocol().name(),
                        probe.port());
        for (LabNode node : cluster.nodes()) {
            try {
                node.client().explain(question).forEach(line -> lines.add("    " + line));
            } catch (IOException e) {
                lines.add("    " + node.name() + ": " + e.getMessage());
            }
        }
        return lines;
    }
}
