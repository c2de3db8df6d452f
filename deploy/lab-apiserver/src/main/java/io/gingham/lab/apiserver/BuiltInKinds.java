package io.gingham.lab.apiserver;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/// Kubernetes' own kinds: those that the lab acts upon, and those that stand beside them in
/// people's files and are only kept.
final class BuiltInKinds {

    private static final List<String> NONE = List.of();
    private static final List<String> STATUS = List.of("status");
    private static final List<String> SCALE = List.of("status", "scale");

    private final ModelSchemas schemas;
    private final List<ApiKind> kinds = new ArrayList<>();

    private BuiltInKinds(Definitions definitions) {
        schemas = new ModelSchemas(definitions, words());
    }

    static List<ApiKind> define(Definitions definitions) {
        BuiltInKinds built = new BuiltInKinds(definitions);
        built.core();
        built.workloads();
        built.others();
        return List.copyOf(built.kinds);
    }

    private void core() {
        add(Pod.class, STATUS, "po");
        add(Namespace.class, STATUS, "ns");
        add(Node.class, STATUS, "no");
        add(Service.class, STATUS, "svc");
        add(Endpoints.class, NONE, "ep");
        add(ServiceAccount.class, NONE, "sa");
        add(ConfigMap.class, NONE, "cm");
        add(Secret.class, NONE);
        add(Event.class, NONE, "ev");
        add(LimitRange.class, NONE, "limits");
        add(ResourceQuota.class, STATUS, "quota");
        add(PersistentVolume.class, STATUS, "pv");
        add(PersistentVolumeClaim.class, STATUS, "pvc");
    }

    private void workloads() {
        add(Deployment.class, SCALE, "deploy");
        add(ReplicaSet.class, SCALE, "rs");
        add(StatefulSet.class, SCALE, "sts");
        add(DaemonSet.class, STATUS, "ds");
        add(ControllerRevision.class, NONE);
        add(Job.class, STATUS);
        add(CronJob.class, STATUS, "cj");
    }

    private void others() {
        add(NetworkPolicy.class, NONE, "netpol");
        add(Ingress.class, STATUS, "ing");
        add(IngressClass.class, NONE);
        add(EndpointSlice.class, NONE);
        add(CustomResourceDefinition.class, STATUS, "crd", "crds");
        add(Lease.class, NONE);
        add(PodDisruptionBudget.class, STATUS, "pdb");
        add(HorizontalPodAutoscaler.class, STATUS, "hpa");
        add(Role.class, NONE);
        add(RoleBinding.class, NONE);
        add(ClusterRole.class, NONE);
        add(ClusterRoleBinding.class, NONE);
        add(PriorityClass.class, NONE, "pc");
        add(StorageClass.class, NONE, "sc");
    }

    private void add(
            Class<? extends HasMetadata> model, List<String> subresources, String... shortNames) {
        kinds.add(
                new ApiKind(
                        HasMetadata.getGroup(model),
                        HasMetadata.getVersion(model),
                        HasMetadata.getKind(model),
                        HasMetadata.getPlural(model),
                        List.of(shortNames),
                        Namespaced.class.isAssignableFrom(model),
                        subresources,
                        schemas.define(model),
                        false,
                        List.of()));
    }

    private static Properties words() {
        Properties words = new Properties();
        try (InputStream input =
                BuiltInKinds.class.getResourceAsStream("descriptions.properties")) {
            words.load(input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return words;
    }
}
