package io.gingham.lab.cluster;

import com.fasterxml.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gingham.crds.v3.BGPConfiguration;
import io.gingham.crds.v3.BGPFilter;
import io.gingham.crds.v3.BGPPeer;
import io.gingham.crds.v3.IPPool;
import io.gingham.lab.LabException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the lab puts into the API server, marked as its own by an annotation (no selector of a
/// policy can see it), so that a server that outlives the lab can be left as it was.
///
/// It does what a controller-manager does where none runs: a namespace gets its default service
/// account, without which a real server takes no pods, and ends when it is deleted.
public final class LabObjects {

    private static final Logger LOG = LoggerFactory.getLogger(LabObjects.class);

    private static final String MARK = "lab.gingham.io/made-by";

    /// A namespace's own labels, as JSON, while a policy case has given it others.
    private static final String LABELS_BEFORE = "lab.gingham.io/labels-before";

    /// A namespace controller that runs needs some seconds.
    private static final Duration CONTROLLER_LIMIT = Duration.ofSeconds(10);

    private static final Duration CRDS_LIMIT = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private volatile boolean noNamespaceController;

    public LabObjects(KubernetesClient client) {
        this.client = client;
    }

    static boolean isOurs(HasMetadata object) {
        return annotations(object).containsKey(MARK);
    }

    /// Creates an object, or makes the one of its name like it.
    ///
    /// @return whether it was created
    public boolean put(HasMetadata object) {
        return put(object, FieldValidateable.Validation.WARN);
    }

    /// The same for what a person wrote.
    ///
    /// @throws KubernetesClientException if it has a field that its kind does not know
    public boolean putStrictly(HasMetadata object) {
        return put(object, FieldValidateable.Validation.STRICT);
    }

    private boolean put(HasMetadata object, FieldValidateable.Validation fields) {
        mark(object);
        if (object instanceof Pod pod) {
            pod.getSpec().setAutomountServiceAccountToken(false);
            // As the admission of a real server does.
            if (pod.getSpec().getServiceAccountName() == null) {
                pod.getSpec().setServiceAccountName("default");
            }
        }
        if (create(object, fields)) {
            return true;
        }
        HasMetadata there = AnyKind.of(client, object).get();
        if (there != null) {
            object.getMetadata().setResourceVersion(there.getMetadata().getResourceVersion());
            AnyKind.of(client, object).fieldValidation(fields).update();
            object.getMetadata().setResourceVersion(null);
        }
        return false;
    }

    /// Creates an object; one of its name that is there stays as it is, and whose it was.
    void putIfAbsent(HasMetadata object) {
        mark(object);
        create(object, FieldValidateable.Validation.WARN);
    }

    private boolean create(HasMetadata object, FieldValidateable.Validation fields) {
        try {
            AnyKind.of(client, object).fieldValidation(fields).create();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    private static void mark(HasMetadata object) {
        Map<String, String> annotations = annotations(object);
        annotations.put(MARK, "lab");
        object.getMetadata().setAnnotations(annotations);
    }

    /// A copy that may be changed.
    private static Map<String, String> annotations(HasMetadata object) {
        return new TreeMap<>(
                Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of()));
    }

    /// Makes a namespace, or gives one that is there these labels.
    public void putNamespace(String name, Map<String, String> labels) {
        Namespace wanted =
                new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(labels)
                        .endMetadata()
                        .build();
        Namespace there = client.namespaces().withName(name).get();
        if (there == null) {
            put(wanted);
        } else if (!labels.equals(there.getMetadata().getLabels())) {
            if (!isOurs(there)) {
                rememberLabels(there);
            }
            there.getMetadata().setLabels(labels);
            client.resource(there).update();
        }
        if (client.serviceAccounts().inNamespace(name).withName("default").get() == null) {
            putIfAbsent(serviceAccount(name));
        }
    }

    /// Kept with the namespace itself, so that also a later run finds them.
    private static void rememberLabels(Namespace namespace) {
        Map<String, String> annotations = annotations(namespace);
        annotations.putIfAbsent(
                LABELS_BEFORE,
                Serialization.asJson(
                        Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of())));
        namespace.getMetadata().setAnnotations(annotations);
    }

    private void restoreLabels(Namespace namespace) {
        Map<String, String> annotations = annotations(namespace);
        String before = annotations.remove(LABELS_BEFORE);
        if (before != null) {
            namespace
                    .getMetadata()
                    .setLabels(
                            Serialization.unmarshal(
                                    before, new TypeReference<Map<String, String>>() {}));
            namespace.getMetadata().setAnnotations(annotations);
            client.resource(namespace).update();
        }
    }

    private static ServiceAccount serviceAccount(String namespace) {
        return new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("default")
                .endMetadata()
                .build();
    }

    /// Removes a namespace that the lab made, and waits until it has gone; another's stays.
    public void removeNamespace(String name) {
        Namespace there = client.namespaces().withName(name).get();
        if (there == null || !isOurs(there)) {
            return;
        }
        client.serviceAccounts().inNamespace(name).withName("default").delete();
        client.namespaces().withName(name).delete();
        if (!noNamespaceController) {
            try {
                Await.until("the end of namespace " + name, CONTROLLER_LIMIT, () -> present(name));
                return;
            } catch (LabException e) {
                noNamespaceController = true;
            }
        }
        complete(name);
    }

    private Optional<String> present(String name) {
        return client.namespaces().withName(name).get() == null
                ? Optional.empty()
                : Optional.of("it is Terminating");
    }

    /// Gives up the finalizer that is the namespace controller's.
    private void complete(String name) {
        Namespace left = client.namespaces().withName(name).get();
        if (left != null) {
            left.getSpec().setFinalizers(List.of());
            client.raw("/api/v1/namespaces/" + name + "/finalize", "PUT", left);
        }
    }

    /// Removes everything that the lab has made, also by an earlier run that was cut off.
    void removeAll() {
        remove(NetworkPolicy.class);
        remove(Pod.class);
        remove(BGPPeer.class);
        remove(BGPFilter.class);
        remove(BGPConfiguration.class);
        remove(IPPool.class);
        remove(EndpointSlice.class);
        remove(Service.class);
        remove(Node.class);
        for (Namespace namespace : client.namespaces().list().getItems()) {
            if (isOurs(namespace)) {
                removeNamespace(namespace.getMetadata().getName());
            } else {
                restoreLabels(namespace);
            }
        }
        remove(ServiceAccount.class);
        remove(CustomResourceDefinition.class);
        Await.until(
                "the end of the custom resources",
                CRDS_LIMIT,
                () ->
                        client
                                .apiextensions()
                                .v1()
                                .customResourceDefinitions()
                                .list()
                                .getItems()
                                .stream()
                                .filter(LabObjects::isOurs)
                                .map(crd -> crd.getMetadata().getName() + " is still there")
                                .findFirst());
    }

    private <T extends HasMetadata> void remove(Class<T> kind) {
        List<T> items;
        try {
            items = client.resources(kind).inAnyNamespace().list().getItems();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                // A kind that the server does not know has no objects.
                return;
            }
            throw e;
        }
        List<T> ours = items.stream().filter(LabObjects::isOurs).toList();
        ours.forEach(object -> AnyKind.of(client, object).withGracePeriod(0).delete());
        if (!ours.isEmpty()) {
            LOG.debug("removed {} objects of kind {}", ours.size(), kind.getSimpleName());
        }
    }
}
