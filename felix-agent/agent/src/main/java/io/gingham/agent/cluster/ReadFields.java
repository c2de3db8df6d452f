package io.gingham.agent.cluster;

import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.NamespaceSpec;
import io.fabric8.kubernetes.api.model.NamespaceStatus;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;

/// What is read of the classes of Kubernetes that have many fields: a pod's volumes, probes and
/// affinities are skipped as they come. A field that is to be looked at is added here, or it is as
/// one that is not there.
final class ReadFields {

    private ReadFields() {}

    @JsonIncludeProperties({
        "name",
        "namespace",
        "uid",
        "resourceVersion",
        "labels",
        "annotations",
        "deletionTimestamp"
    })
    private interface OfMetadata {}

    @JsonIncludeProperties({
        "nodeName",
        "serviceAccountName",
        "hostNetwork",
        "containers",
        "initContainers"
    })
    private interface OfPodSpec {}

    @JsonIncludeProperties({"name", "ports", "restartPolicy"})
    private interface OfContainer {}

    @JsonIncludeProperties({"phase", "podIP", "podIPs"})
    private interface OfPodStatus {}

    @JsonIncludeProperties({"podCIDR", "podCIDRs", "unschedulable", "taints"})
    private interface OfNodeSpec {}

    @JsonIncludeProperties({"addresses", "conditions"})
    private interface OfNodeStatus {}

    @JsonIncludeProperties({})
    private interface OfNamespace {}

    static void limit(ObjectMapper mapper) {
        mapper.addMixIn(ObjectMeta.class, OfMetadata.class)
                .addMixIn(PodSpec.class, OfPodSpec.class)
                .addMixIn(Container.class, OfContainer.class)
                .addMixIn(PodStatus.class, OfPodStatus.class)
                .addMixIn(NodeSpec.class, OfNodeSpec.class)
                .addMixIn(NodeStatus.class, OfNodeStatus.class)
                .addMixIn(NamespaceSpec.class, OfNamespace.class)
                .addMixIn(NamespaceStatus.class, OfNamespace.class);
    }
}
