package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// By which field a strategic merge patch tells the items of a list apart; lists that are not here
/// are replaced as a whole. What `patchMergeKey` says in Kubernetes' types.
final class MergeKeys {

    static final String KEY = "x-kubernetes-patch-merge-key";
    static final String STRATEGY = "x-kubernetes-patch-strategy";

    private static final Map<String, String> KEYS =
            Stream.of(
                            "ObjectMeta.ownerReferences uid",
                            "PodSpec.containers name",
                            "PodSpec.initContainers name",
                            "PodSpec.ephemeralContainers name",
                            "PodSpec.volumes name",
                            "PodSpec.imagePullSecrets name",
                            "PodSpec.hostAliases ip",
                            "PodSpec.topologySpreadConstraints topologyKey",
                            "PodSpec.schedulingGates name",
                            "PodSpec.resourceClaims name",
                            "Container.env name",
                            "Container.ports containerPort",
                            "Container.volumeMounts mountPath",
                            "Container.volumeDevices devicePath",
                            "EphemeralContainer.env name",
                            "EphemeralContainer.ports containerPort",
                            "EphemeralContainer.volumeMounts mountPath",
                            "ServiceSpec.ports port",
                            "ServiceAccount.secrets name",
                            "NodeStatus.addresses type",
                            "NodeStatus.conditions type",
                            "PodStatus.conditions type",
                            "PodStatus.podIPs ip",
                            "PodStatus.hostIPs ip",
                            "NamespaceStatus.conditions type",
                            "ServiceStatus.conditions type",
                            "DeploymentStatus.conditions type",
                            "ReplicaSetStatus.conditions type",
                            "StatefulSetStatus.conditions type",
                            "DaemonSetStatus.conditions type",
                            "JobStatus.conditions type")
                    .map(line -> line.split(" ", -1))
                    .collect(Collectors.toMap(words -> words[0], words -> words[1]));

    /// Lists of plain values that are joined.
    private static final java.util.Set<String> PLAIN =
            java.util.Set.of("ObjectMeta.finalizers", "NodeSpec.podCIDRs");

    private MergeKeys() {}

    /// @param field `PodSpec.containers`
    static void putInto(ObjectNode schema, String field) {
        String key = KEYS.get(field);
        if (key != null) {
            schema.put(KEY, key).put(STRATEGY, "merge");
        } else if (PLAIN.contains(field)) {
            schema.put(STRATEGY, "merge");
        }
    }
}
