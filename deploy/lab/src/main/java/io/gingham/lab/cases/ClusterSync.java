package io.gingham.lab.cases;

import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gingham.crds.v3.BGPConfiguration;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.lab.cluster.AnyKind;
import io.gingham.lab.cluster.LabKubelet;
import io.gingham.lab.cluster.LabObjects;
import io.gingham.policy.cases.CaseChange;
import io.gingham.policy.cases.CasePod;
import io.gingham.policy.cases.ManifestKey;
import io.gingham.policy.cases.ReplayedStep;
import io.gingham.policy.convert.ResourceConverter;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.ServiceAccount;
import io.gingham.value.IpPrefix;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/// Brings the API server's namespaces, pods and policies to those of a step. What is already as it
/// should be stays, so that cases with the same cluster reuse its pods.
final class ClusterSync {

    private final KubernetesClient client;
    private final LabObjects objects;
    private final Function<CasePod, String> nodeOf;
    private final Map<String, Map<String, String>> namespaces = new HashMap<>();
    private final Map<String, CasePod> pods = new HashMap<>();
    private final Map<ResourceKey, GenericKubernetesResource> policies = new LinkedHashMap<>();
    private final Map<PodKey, ServiceAccount> serviceAccounts = new HashMap<>();

    /// @param nodeOf the lab's node on which a pod is to run
    ClusterSync(KubernetesClient client, LabObjects objects, Function<CasePod, String> nodeOf) {
        this.client = client;
        this.objects = objects;
        this.nodeOf = nodeOf;
    }

    /// The cases' pods have addresses from anywhere: without this they are announced to nobody, and
    /// no node wires one of another node's block.
    private static BGPConfiguration anywhere() {
        BGPConfiguration configuration = new BGPConfiguration();
        configuration.setMetadata(new ObjectMetaBuilder().withName("lab-cases").build());
        configuration.setSpec(
                BGPConfigurationSpec.ofHostRouteBlocks(List.of(IpPrefix.ALL_IPV4.toString())));
        return configuration;
    }

    /// A new case: no policy of the one before counts any more.
    void begin() {
        objects.put(anywhere());
        policies.values().forEach(policy -> AnyKind.of(client, policy).delete());
        policies.clear();
    }

    /// After the last case: nothing of any case is left.
    void end() {
        begin();
        client.resource(anywhere()).delete();
        List.copyOf(pods.values()).forEach(this::removePod);
        List.copyOf(serviceAccounts.values()).forEach(this::removeServiceAccount);
        List.copyOf(namespaces.keySet()).forEach(this::removeNamespace);
    }

    void bring(ReplayedStep step) {
        // Deletions first: a pod may take the address of one that goes in the same step.
        removePods(step);
        step.state()
                .all(Namespace.class)
                .forEach(namespace -> putNamespace(namespace.name(), namespace.labels()));
        bringServiceAccounts(step);
        step.step().changes().forEach(this::changePolicy);
        step.pods().stream().filter(pod -> !pod.external()).forEach(this::putPod);
        List.copyOf(namespaces.keySet()).stream()
                .filter(name -> step.state().namespace(name).isEmpty())
                .forEach(this::removeNamespace);
    }

    /// Those that the case names, and those that its pods have without a word of it: an API server
    /// takes no pod whose account is not there.
    private void bringServiceAccounts(ReplayedStep step) {
        Map<PodKey, ServiceAccount> wanted = new HashMap<>();
        step.pods().stream()
                .filter(pod -> !pod.external() && !pod.serviceAccount().isEmpty())
                .map(pod -> new ServiceAccount(pod.namespace(), pod.serviceAccount(), Map.of()))
                .forEach(account -> wanted.put(key(account), account));
        step.state()
                .all(ServiceAccount.class)
                .forEach(account -> wanted.put(key(account), account));
        wanted.keySet().removeIf(key -> step.state().namespace(key.namespace()).isEmpty());
        List.copyOf(serviceAccounts.values()).stream()
                .filter(account -> !wanted.containsKey(key(account)))
                .forEach(this::removeServiceAccount);
        wanted.forEach(
                (key, account) -> {
                    if (!account.equals(serviceAccounts.put(key, account))) {
                        objects.put(object(account.namespace(), account.name(), account.labels()));
                    }
                });
    }

    private static PodKey key(ServiceAccount account) {
        return new PodKey(account.namespace(), account.name());
    }

    private static HasMetadata object(String namespace, String name, Map<String, String> labels) {
        return new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .build();
    }

    /// A namespace's own account stays as long as the namespace does, without labels.
    private void removeServiceAccount(ServiceAccount account) {
        HasMetadata bare = object(account.namespace(), account.name(), Map.of());
        if (account.name().equals("default")) {
            objects.put(bare);
        } else {
            client.resource(bare).delete();
        }
        serviceAccounts.remove(key(account));
    }

    private void removePods(ReplayedStep step) {
        Map<String, CasePod> wanted = new HashMap<>();
        step.pods().forEach(pod -> wanted.put(pod.reference(), pod));
        List.copyOf(pods.values()).stream()
                .filter(pod -> !sameSandbox(pod, wanted.get(pod.reference())))
                .forEach(this::removePod);
    }

    private boolean sameSandbox(CasePod pod, @org.jspecify.annotations.Nullable CasePod wanted) {
        return wanted != null
                && pod.ips().equals(wanted.ips())
                && pod.ports().equals(wanted.ports())
                && pod.hostNetwork() == wanted.hostNetwork()
                && pod.serviceAccount().equals(wanted.serviceAccount())
                && nodeOf.apply(pod).equals(nodeOf.apply(wanted));
    }

    private void removePod(CasePod pod) {
        client.pods().inNamespace(pod.namespace()).withName(pod.name()).withGracePeriod(0).delete();
        pods.remove(pod.reference());
    }

    private void putNamespace(String name, Map<String, String> labels) {
        if (!labels.equals(namespaces.put(name, labels))) {
            objects.putNamespace(name, labels);
        }
    }

    private void removeNamespace(String name) {
        objects.removeNamespace(name);
        namespaces.remove(name);
    }

    private void changePolicy(CaseChange change) {
        switch (change) {
            case CaseChange.Apply(ManifestKey _, Map<String, Object> manifest) -> {
                ResourceKey key = ResourceConverter.convert(manifest).resource().resourceKey();
                GenericKubernetesResource policy =
                        Serialization.jsonMapper()
                                .convertValue(manifest, GenericKubernetesResource.class);
                if (!key.namespace().isEmpty()) {
                    policy.getMetadata().setNamespace(key.namespace());
                }
                policies.put(key, policy);
                objects.put(policy);
            }
            case CaseChange.Delete(ManifestKey key) -> removePolicies(key::names);
            case CaseChange.DeleteNamespace(String name) ->
                    removePolicies(key -> key.namespace().equals(name));
            // The pods and namespaces of a step are brought as a whole.
            case CaseChange.LabelNamespace ignored -> {}
            case CaseChange.LabelPod ignored -> {}
            case CaseChange.CreateNamespace ignored -> {}
            case CaseChange.CreatePod ignored -> {}
            case CaseChange.DeletePod ignored -> {}
        }
    }

    private void removePolicies(Predicate<ResourceKey> meant) {
        policies.entrySet()
                .removeIf(
                        entry -> {
                            boolean goes = meant.test(entry.getKey());
                            if (goes) {
                                AnyKind.of(client, entry.getValue()).delete();
                            }
                            return goes;
                        });
    }

    private void putPod(CasePod wanted) {
        CasePod before = pods.put(wanted.reference(), wanted);
        if (before == null) {
            objects.put(pod(wanted));
        } else if (!before.labels().equals(wanted.labels())) {
            client.pods()
                    .inNamespace(wanted.namespace())
                    .withName(wanted.name())
                    .edit(
                            pod -> {
                                pod.getMetadata().setLabels(wanted.labels());
                                return pod;
                            });
        }
    }

    private Pod pod(CasePod wanted) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(wanted.namespace())
                .withName(wanted.name())
                .withLabels(wanted.labels())
                .addToAnnotations(LabKubelet.ADDRESS_ANNOTATION, Ipv4.address(wanted).toString())
                .endMetadata()
                .withNewSpec()
                .withNodeName(nodeOf.apply(wanted))
                .withServiceAccountName(
                        wanted.serviceAccount().isEmpty() ? null : wanted.serviceAccount())
                .withHostNetwork(wanted.hostNetwork() ? true : null)
                .addNewContainer()
                .withName("server")
                .withImage("none")
                .withPorts(
                        wanted.ports().stream()
                                .map(
                                        port ->
                                                new ContainerPortBuilder()
                                                        .withName(
                                                                port.name().isEmpty()
                                                                        ? null
                                                                        : port.name())
                                                        .withContainerPort(port.number())
                                                        .withProtocol(port.protocol().name())
                                                        .build())
                                .toList())
                .endContainer()
                .endSpec()
                .build();
    }
}
