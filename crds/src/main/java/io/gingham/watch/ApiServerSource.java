package io.gingham.watch;

import io.fabric8.kubernetes.client.KubernetesClient;

/// Reads every kind from the API server. The client must be built with `watchReconnectLimit` 0: the
/// feed reconnects by itself.
public record ApiServerSource(KubernetesClient client) implements FeedSource {

    @Override
    public <V> ResourceSource<V> open(Kind<V> kind) {
        return switch (kind.reading()) {
            case Kind.Reading.Typed<?, V> typed -> KubernetesSource.of(client, typed);
            case Kind.Reading.AsMaps<V> maps -> KubernetesSource.of(client, maps);
        };
    }
}
