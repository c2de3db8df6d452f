package io.gingham.watch;

/// Where a [Feed] reads kinds from: the API server ([ApiServerSource]), or something that passes on
/// what it has from there.
public interface FeedSource {
    <V> ResourceSource<V> open(Kind<V> kind);
}
