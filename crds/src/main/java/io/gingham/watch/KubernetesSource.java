package io.gingham.watch;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// List and watch of one kind through fabric8's client. The client must be built with
/// `watchReconnectLimit` 0: the cache reconnects by itself.
final class KubernetesSource<T extends HasMetadata, V> implements ResourceSource<V> {

    /// Objects a page; what client-go's reflector uses.
    private static final long PAGE = 500;

    private final String apiVersion;
    private final Supplier<AnyNamespaceOperation<T, ? extends KubernetesResourceList<T>, ?>>
            operation;
    private final Function<T, V> convert;

    private KubernetesSource(
            String apiVersion,
            Supplier<AnyNamespaceOperation<T, ? extends KubernetesResourceList<T>, ?>> operation,
            Function<T, V> convert) {
        this.apiVersion = apiVersion;
        this.operation = operation;
        this.convert = convert;
    }

    static <T extends HasMetadata, V> KubernetesSource<T, V> of(
            KubernetesClient client, Kind.Reading.Typed<T, V> typed) {
        return new KubernetesSource<>(
                HasMetadata.getApiVersion(typed.type()),
                () -> client.resources(typed.type()).inAnyNamespace(),
                typed.convert());
    }

    static <V> KubernetesSource<GenericKubernetesResource, V> of(
            KubernetesClient client, Kind.Reading.AsMaps<V> maps) {
        ResourceDefinitionContext kind = maps.context();
        boolean core = kind.getGroup() == null || kind.getGroup().isEmpty();
        return new KubernetesSource<>(
                core ? kind.getVersion() : kind.getGroup() + "/" + kind.getVersion(),
                () -> client.genericKubernetesResources(kind).inAnyNamespace(),
                maps.convert());
    }

    @Override
    public String apiVersion() {
        return apiVersion;
    }

    @Override
    public Failure explain(Exception failure) {
        return new Failure(
                failure instanceof KubernetesClientException refused && refused.getCode() == 404,
                OutageReason.of(apiVersion, failure));
    }

    @Override
    public String list(Consumer<Item<V>> each) {
        String page = null;
        KubernetesResourceList<T> last;
        do {
            ListOptions options =
                    new ListOptionsBuilder().withLimit(PAGE).withContinue(page).build();
            last = operation.get().list(options);
            last.getItems().forEach(resource -> each.accept(item(resource)));
            page = last.getMetadata().getContinue();
        } while (page != null && !page.isEmpty());
        return last.getMetadata().getResourceVersion();
    }

    @Override
    public AutoCloseable watch(String resourceVersion, Consumer<WatchEvent<V>> events) {
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
                                events.accept(event(action, resource));
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

    private WatchEvent<V> event(Watcher.Action action, T resource) {
        return switch (action) {
            case ADDED, MODIFIED -> new WatchEvent.Changed<>(item(resource));
            case DELETED -> new WatchEvent.Deleted<>(ResourceKey.of(resource), version(resource));
            case BOOKMARK -> new WatchEvent.Bookmark<>(version(resource));
            case ERROR -> new WatchEvent.Closed<>(true, null);
        };
    }

    private Item<V> item(T resource) {
        return new Item<>(
                ResourceKey.of(resource), version(resource), () -> convert.apply(resource));
    }

    private static String version(HasMetadata resource) {
        return Objects.requireNonNullElse(resource.getMetadata().getResourceVersion(), "");
    }

    /// Without a cause it means that the connection has ended and the client was told not to
    /// reconnect: as every watch does after 30 to 60 minutes, the server's request timeout.
    static <V> WatchEvent.Closed<V> end(WatcherException cause) {
        boolean gone = cause.isHttpGone();
        return new WatchEvent.Closed<>(gone, gone || cause.getCause() == null ? null : cause);
    }
}
