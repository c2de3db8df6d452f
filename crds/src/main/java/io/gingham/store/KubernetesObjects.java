package io.gingham.store;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.gingham.store.StoreException.Reason;
import io.gingham.value.FailureText;
import io.gingham.watch.ResourceKey;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// At the API server, through fabric8's client.
public final class KubernetesObjects<T extends HasMetadata> implements ApiObjects<T> {

    // RFC 9110 section 15, and RFC 6585 section 4.
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;

    private final KubernetesClient client;
    private final Class<T> type;

    public KubernetesObjects(KubernetesClient client, Class<T> type) {
        this.client = client;
        this.type = type;
    }

    @Override
    public String kind() {
        return HasMetadata.getKind(type);
    }

    @Override
    public Optional<T> read(ResourceKey key) {
        try {
            // Null where there is none, also where the server does not know the kind (404).
            return Optional.ofNullable(in(key).withName(key.name()).get());
        } catch (KubernetesClientException e) {
            throw failure("get", key, e);
        }
    }

    @Override
    public Optional<T> create(T object) {
        return tried("create", object, Set.of(CONFLICT), () -> of(object).create());
    }

    @Override
    public Optional<T> replace(T object) {
        requireVersion(object);
        return tried("update", object, Set.of(CONFLICT, NOT_FOUND), () -> of(object).update());
    }

    @Override
    public boolean delete(T object) {
        String version = requireVersion(object);
        return tried(
                        "delete",
                        object,
                        Set.of(CONFLICT),
                        () -> of(object).lockResourceVersion(version).delete())
                .isPresent();
    }

    /// @param lost what the server answers when somebody else was first
    /// @return empty then
    private <R> Optional<R> tried(String verb, T object, Set<Integer> lost, Supplier<R> request) {
        try {
            return Optional.of(request.get());
        } catch (KubernetesClientException e) {
            if (lost.contains(e.getCode())) {
                return Optional.empty();
            }
            throw failure(verb, ResourceKey.of(object), e);
        }
    }

    private StoreException failure(String verb, ResourceKey key, KubernetesClientException e) {
        int code = Math.max(0, e.getCode());
        boolean later = code == 0 || code == TOO_MANY_REQUESTS || code >= SERVER_ERRORS;
        return new StoreException(
                later ? Reason.UNAVAILABLE : Reason.REFUSED,
                "%s %s %s: %s".formatted(verb, kind(), key, words(verb, code, e)),
                e);
    }

    private String words(String verb, int code, KubernetesClientException e) {
        return switch (code) {
            case 0 ->
                    "the API server can't be reached (%s); check its address and this node's way to it"
                            .formatted(innermost(e));
            case 401 ->
                    "the API server does not accept the token or certificate (401); check the ServiceAccount, or the kubeconfig";
            case 403 ->
                    "the API server forbids it; the ClusterRole must allow %s of %s (%s)"
                            .formatted(verb, HasMetadata.getPlural(type), innermost(e));
            case NOT_FOUND ->
                    "the API server does not know this kind in %s, or not the namespace (%s); apply the custom resource definitions (deploy/manifests)"
                            .formatted(HasMetadata.getApiVersion(type), innermost(e));
            case 400, 422 -> "the API server finds it invalid (%s)".formatted(innermost(e));
            default -> "the API server answers with error %d (%s)".formatted(code, innermost(e));
        };
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return FailureText.of(cause);
    }

    private Resource<T> of(T object) {
        return in(ResourceKey.of(object)).resource(object);
    }

    private NonNamespaceOperation<T, ?, Resource<T>> in(ResourceKey key) {
        return key.namespace().isEmpty()
                ? client.resources(type)
                : client.resources(type).inNamespace(key.namespace());
    }

    /// An update without a version is one by force.
    private static String requireVersion(HasMetadata object) {
        String version = object.getMetadata().getResourceVersion();
        if (version == null || version.isEmpty()) {
            throw new IllegalArgumentException(
                    ResourceKey.of(object) + " has no resourceVersion; expected one that was read");
        }
        return version;
    }
}
