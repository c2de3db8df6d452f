package io.gingham.watch;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// List and watch through fabric8's client. The client must be built with `watchReconnectLimit` 0:
/// the cache reconnects by itself.
final class KubernetesSource<T extends HasMetadata> implements ResourceSource<T> {

    /// Objects a page; what client-go's reflector uses.
    private static final long PAGE = 500;

    private final String apiVersion;
    private final Supplier<AnyNamespaceOperation<T, ? extends KubernetesResourceList<T>, ?>>
            operation;

    private KubernetesSource(
            String apiVersion,
            Supplier<AnyNamespaceOperation<T, ? extends KubernetesResourceList<T>, ?>> operation) {
        this.apiVersion = apiVersion;
        this.operation = operation;
    }

    static <T extends HasMetadata> KubernetesSource<T> of(KubernetesClient client, Class<T> kind) {
        return new KubernetesSource<>(
                HasMetadata.getApiVersion(kind), () -> client.resources(kind).inAnyNamespace());
    }

    /// Objects as maps and lists, whatever is in them.
    static KubernetesSource<GenericKubernetesResource> of(
            KubernetesClient client, ResourceDefinitionContext kind) {
        boolean core = kind.getGroup() == null || kind.getGroup().isEmpty();
        return new KubernetesSource<>(
                core ? kind.getVersion() : kind.getGroup() + "/" + kind.getVersion(),
                () -> client.genericKubernetesResources(kind).inAnyNamespace());
    }

    @Override
    public String apiVersion() {
        return apiVersion;
    }

    @Override
    public Listing<T> list() {
        List<T> items = new ArrayList<>();
        String page = null;
        KubernetesResourceList<T> last;
        do {
            ListOptions options =
                    new ListOptionsBuilder().withLimit(PAGE).withContinue(page).build();
            last = operation.get().list(options);
            items.addAll(last.getItems());
            page = last.getMetadata().getContinue();
        } while (page != null && !page.isEmpty());
        return new Listing<>(items, last.getMetadata().getResourceVersion());
    }

    @Override
    public AutoCloseable watch(String resourceVersion, Consumer<WatchEvent<T>> events) {
        ListOptions options =
                new ListOptionsBuilder()
                        .withResourceVersion(resourceVersion)
                        .withAllowWatchBookmarks(true)
                        .build();
        return operation
                .get()
                .watch(
                        options,
                        new Watcher<T>() {
                            @Override
                            public void eventReceived(Action action, T resource) {
                                events.accept(
                                        switch (action) {
                                            case ADDED, MODIFIED ->
                                                    new WatchEvent.Changed<>(resource);
                                            case DELETED -> new WatchEvent.Deleted<>(resource);
                                            case BOOKMARK ->
                                                    new WatchEvent.Bookmark<>(
                                                            resource.getMetadata()
                                                                    .getResourceVersion());
                                            case ERROR -> new WatchEvent.Closed<>(true, null);
                                        });
                            }

                            @Override
                            public void onClose() {
                                events.accept(new WatchEvent.Closed<>(false, null));
                            }

                            @Override
                            public void onClose(WatcherException cause) {
                                events.accept(end(cause));
                            }
                        });
    }

    /// Without a cause it means that the connection has ended and the client was told not to
    /// reconnect: as every watch does after 30 to 60 minutes, the server's request timeout.
    static <T> WatchEvent.Closed<T> end(WatcherException cause) {
        boolean gone = cause.isHttpGone();
        return new WatchEvent.Closed<>(gone, gone || cause.getCause() == null ? null : cause);
    }
}
