package io.gingham.lab.cases;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gingham.lab.cases.CaseResult.Kind;
import io.gingham.lab.cluster.Await;
import io.gingham.lab.cluster.LabCluster;
import io.gingham.lab.cluster.LabNode;
import io.gingham.lab.fabric.Fabric;
import io.gingham.lab.probe.Probe;
import io.gingham.policy.cases.CasePod;
import io.gingham.policy.cases.CaseProbe;
import io.gingham.policy.cases.CaseReplay;
import io.gingham.policy.cases.PolicyCase;
import io.gingham.policy.cases.ReplayedStep;
import io.gingham.policy.oracle.Oracle;
import io.gingham.value.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Runs cases one after the other on one cluster.
public final class CaseRunner implements AutoCloseable {

    /// From the API server to the kernels of all nodes; generous, for a busy machine.
    private static final Duration IN_FORCE_LIMIT = Duration.ofSeconds(60);

    /// HTTP's statuses for what is no object of its kind, and for a well-formed one that is not
    /// valid (RFC 9110 sections 15.5.1 and 15.5.21).
    private static final Set<Integer> REFUSED = Set.of(400, 422);

    private final LabCluster cluster;
    private final ClusterSync sync;
    private final CaseTraffic traffic;
    private final Placement placement;
    private final StatedNodes statedNodes;

    public CaseRunner(LabCluster cluster) {
        this.cluster = cluster;
        this.traffic = new CaseTraffic(cluster);
        this.placement = new Placement(cluster.nodes());
        this.statedNodes = new StatedNodes(cluster.client());
        this.sync =
                new ClusterSync(
                        cluster.client(), cluster.objects(), pod -> placement.node(pod).name());
    }

    public CaseResult run(PolicyCase policyCase) {
        Optional<String> unsupported = policyCase.unsupported();
        if (unsupported.isPresent()) {
            return new CaseResult(
                    policyCase.name(),
                    Kind.SKIP,
                    unsupported.get() + " is not supported yet",
                    List.of(),
                    0,
                    0);
        }
        Optional<String> notHere = needsForeignNodes(policyCase);
        if (notHere.isPresent()) {
            return new CaseResult(policyCase.name(), Kind.SKIP, notHere.get(), List.of(), 0, 0);
        }
        try {
            return runSteps(policyCase);
        } catch (KubernetesClientException e) {
            boolean refused = REFUSED.contains(e.getCode()) && e.getStatus() != null;
            String reason =
                    refused
                            ? "the API server refuses it: " + e.getStatus().getMessage()
                            : String.valueOf(e.getMessage());
            return new CaseResult(
                    policyCase.name(), refused ? Kind.SKIP : Kind.FAIL, reason, List.of(), 0, 0);
        } catch (IOException | RuntimeException e) {
            return new CaseResult(
                    policyCase.name(), Kind.FAIL, String.valueOf(e.getMessage()), List.of(), 0, 0);
        }
    }

    /// A pod on the host's network has its node's address, and the lab's nodes have theirs. (A node
    /// that the case names stands for one of the lab's.)
    private Optional<String> needsForeignNodes(PolicyCase policyCase) {
        return policyCase.cluster().pods().stream()
                .filter(pod -> pod.hostNetwork() && pod.node().isEmpty())
                .filter(
                        pod ->
                                cluster.nodes().stream()
                                        .noneMatch(node -> pod.ips().contains(node.address())))
                .map(
                        pod ->
                                "pod "
                                        + pod.reference()
                                        + " is on the host's network with an address ("
                                        + pod.ips()
                                        + ") that no node of the lab has")
                .findFirst();
    }

    /// Leaves the cluster without the cases' policies, pods and namespaces.
    @Override
    public void close() {
        sync.end();
        statedNodes.begin(Map.of());
    }

    private CaseResult runSteps(PolicyCase policyCase) throws IOException {
        Optional<String> impossible = Ipv4.cannotRun(policyCase);
        if (impossible.isPresent()) {
            return onlyEvaluated(policyCase, impossible.get());
        }
        placement.begin(policyCase);
        statedNodes.begin(placement.stated(policyCase));
        sync.begin();
        int packets = 0;
        List<CaseProbe> notSent = new ArrayList<>();
        for (ReplayedStep step : CaseReplay.replay(policyCase, this::nodeName)) {
            List<String> againstOracle = disagreements(step);
            if (!againstOracle.isEmpty()) {
                return failed(
                        policyCase, step, "the oracle disagrees with the case", againstOracle);
            }
            bring(step);
            Map<CaseProbe, Probe> probes = traffic.probes(step);
            List<String> wrong = traffic.wrongAnswers(probes);
            if (!wrong.isEmpty()) {
                return failed(policyCase, step, wrong.getFirst().strip(), wrong);
            }
            packets += probes.size();
            step.probes().stream()
                    .filter(probe -> !probes.containsKey(probe))
                    .forEach(notSent::add);
        }
        long sctp = notSent.stream().filter(CaseTraffic::isSctp).count();
        String reason =
                packets
                        + " probes"
                        + (sctp == 0 ? "" : ", " + sctp + " SCTP probes not sent")
                        + (sctp == notSent.size()
                                ? ""
                                : ", "
                                        + (notSent.size() - sctp)
                                        + " IPv6 probes not sent (the lab is IPv4 only)");
        return new CaseResult(
                policyCase.name(),
                packets == 0 ? Kind.SKIP : Kind.PASS,
                reason,
                List.of(),
                packets,
                notSent.size());
    }

    /// A case whose packets can't be sent is skipped if at least the evaluator agrees with it.
    private static CaseResult onlyEvaluated(PolicyCase policyCase, String reason) {
        int probes = 0;
        for (ReplayedStep step : CaseReplay.replay(policyCase)) {
            List<String> wrong = disagreements(step);
            if (!wrong.isEmpty()) {
                return failed(policyCase, step, "the oracle disagrees with the case", wrong);
            }
            probes += step.probes().size();
        }
        return new CaseResult(policyCase.name(), Kind.SKIP, reason, List.of(), 0, probes);
    }

    private static CaseResult failed(
            PolicyCase policyCase, ReplayedStep step, String reason, List<String> details) {
        return new CaseResult(
                policyCase.name(),
                Kind.FAIL,
                "step " + step.number() + ": " + reason,
                details,
                0,
                0);
    }

    private String nodeName(String caseNode) {
        return placement.labNode(caseNode).map(LabNode::name).orElse(caseNode);
    }

    private static List<String> disagreements(ReplayedStep step) {
        List<String> lines = new ArrayList<>();
        for (CaseProbe probe : step.probes()) {
            var verdict = Oracle.evaluate(step.state(), probe.flow());
            if (verdict.allowed() != probe.expected()) {
                lines.add(
                        "  "
                                + probe
                                + ": expected "
                                + word(probe.expected())
                                + ", oracle: "
                                + verdict.trace());
            }
        }
        return lines;
    }

    private void bring(ReplayedStep step) {
        step.pods().stream()
                .filter(CasePod::external)
                .flatMap(pod -> pod.ips().stream())
                .filter(IpAddress::isIpv4)
                .forEach(Fabric::addOutsideAddress);
        sync.bring(step);
        cluster.awaitInForce(IN_FORCE_LIMIT);
        Map<IpAddress, LabNode> pods = new LinkedHashMap<>();
        step.pods().stream()
                .filter(pod -> !pod.external() && !pod.hostNetwork())
                .forEach(pod -> pods.put(Ipv4.address(pod), placement.node(pod)));
        Await.until(
                "a route to every pod", IN_FORCE_LIMIT, () -> RouteCheck.missing(cluster, pods));
    }

    static String word(boolean allow) {
        return allow ? "allow" : "deny";
    }
}
