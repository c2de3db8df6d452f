package io.gingham.policy.cases;

import io.gingham.policy.cases.CaseCluster.CaseNamespace;
import io.gingham.policy.convert.ResourceConverter;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Node;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ServiceAccount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Carries out a case's steps on values.
public final class CaseReplay {

    private static final String NAME_LABEL = "kubernetes.io/metadata.name";
    private static final String DEFAULT_SERVICE_ACCOUNT = "default";

    private final PolicyCase policyCase;
    private final UnaryOperator<String> nodeOf;
    private final Map<String, CaseNamespace> namespaces = new LinkedHashMap<>();
    private final Map<String, CasePod> pods = new LinkedHashMap<>();
    private final SortedMap<ResourceKey, Resource> applied = new TreeMap<>();

    private CaseReplay(PolicyCase policyCase, UnaryOperator<String> nodeOf) {
        this.policyCase = policyCase;
        this.nodeOf = nodeOf;
        policyCase.cluster().namespaces().forEach(n -> namespaces.put(n.name(), n));
        policyCase.cluster().pods().forEach(p -> pods.put(p.reference(), p));
    }

    /// Every step with the nodes the case names; a pod that it leaves open is on no node.
    public static List<ReplayedStep> replay(PolicyCase policyCase) {
        return replay(policyCase, reference -> "");
    }

    /// @param nodeOf from a pod's `namespace/name` to the node it was put on; asked for pods that
    ///   the case leaves open
    /// @throws CaseException if the case needs an unsupported kind, or names something absent
    public static List<ReplayedStep> replay(PolicyCase policyCase, UnaryOperator<String> nodeOf) {
        CaseReplay replay = new CaseReplay(policyCase, nodeOf);
        List<ReplayedStep> steps = new ArrayList<>();
        for (CaseStep step : policyCase.steps()) {
            steps.add(replay.carryOut(step, steps.size() + 1));
        }
        return steps;
    }

    private ReplayedStep carryOut(CaseStep step, int number) {
        step.changes().forEach(this::carryOut);
        ProbeResolver resolver = new ProbeResolver(path(), policyCase.cluster(), pods, this::node);
        return new ReplayedStep(
                number, step, List.copyOf(pods.values()), state(), resolver.resolve(step));
    }

    private void carryOut(CaseChange change) {
        switch (change) {
            case CaseChange.Apply(ManifestKey key, var manifest) -> apply(key, manifest);
            case CaseChange.Delete(ManifestKey key) -> {
                requireSupported(key);
                applied.keySet().removeIf(key::names);
            }
            case CaseChange.LabelNamespace(String name, var labels, boolean replace) -> {
                CaseNamespace old = found(namespaces.get(name), "namespace " + name);
                namespaces.put(
                        name, new CaseNamespace(name, labels(old.labels(), labels, replace)));
            }
            case CaseChange.LabelPod(String name, var labels, boolean replace) -> {
                CasePod old = found(pods.get(name), "pod " + name);
                pods.put(name, old.withLabels(labels(old.labels(), labels, replace)));
            }
            case CaseChange.CreateNamespace(CaseNamespace namespace) ->
                    namespaces.put(namespace.name(), namespace);
            case CaseChange.DeleteNamespace(String name) -> {
                found(namespaces.remove(name), "namespace " + name);
                pods.values().removeIf(pod -> !pod.external() && pod.namespace().equals(name));
                applied.keySet().removeIf(key -> key.namespace().equals(name));
            }
            case CaseChange.CreatePod(CasePod pod) -> pods.put(pod.reference(), pod);
            case CaseChange.DeletePod(String name) -> found(pods.remove(name), "pod " + name);
        }
    }

    private void apply(ManifestKey key, Map<String, Object> manifest) {
        requireSupported(key);
        Resource resource = ResourceConverter.convert(manifest).resource();
        applied.put(resource.resourceKey(), resource);
    }

    private ClusterState state() {
        List<Resource> all = new ArrayList<>(applied.values());
        namespaces.values().forEach(namespace -> all.add(namespace(namespace)));
        pods.values().stream().filter(pod -> !pod.external()).forEach(pod -> all.add(pod(pod)));
        CaseCluster cluster = policyCase.cluster();
        cluster.nodes().forEach(node -> all.add(new Node(node.name(), node.labels(), node.ips())));
        cluster.serviceAccounts()
                .forEach(a -> all.add(new ServiceAccount(a.namespace(), a.name(), a.labels())));
        return ClusterState.of(all);
    }

    private static Namespace namespace(CaseNamespace namespace) {
        Map<String, String> labels = new HashMap<>(namespace.labels());
        labels.put(NAME_LABEL, namespace.name());
        return new Namespace(namespace.name(), labels);
    }

    private Pod pod(CasePod pod) {
        return new Pod(
                pod.key(),
                "",
                node(pod),
                pod.serviceAccount().isEmpty() ? DEFAULT_SERVICE_ACCOUNT : pod.serviceAccount(),
                pod.labels(),
                pod.ips(),
                pod.hostNetwork(),
                PodPhase.RUNNING,
                pod.ports());
    }

    private String node(CasePod pod) {
        return pod.node().isEmpty() ? nodeOf.apply(pod.reference()) : pod.node();
    }

    private static Map<String, String> labels(
            Map<String, String> old, Map<String, String> others, boolean replace) {
        Map<String, String> labels = new HashMap<>(replace ? Map.of() : old);
        labels.putAll(others);
        return labels;
    }

    private void requireSupported(ManifestKey key) {
        if (!key.isSupported()) {
            throw new CaseException(path(), key.kindText() + " is not supported");
        }
    }

    private <T> T found(@Nullable T value, String what) {
        if (value == null) {
            throw new CaseException(path(), "there is no " + what + " at this step");
        }
        return value;
    }

    private String path() {
        return "case " + policyCase.name();
    }
}
