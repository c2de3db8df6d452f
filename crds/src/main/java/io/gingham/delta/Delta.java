package io.gingham.delta;

/// One change of one keyed thing. A `Put` carries the whole new state (never a partial one), so
/// that applying it twice, or after lost intermediate steps, ends in the same state; a `Remove` of
/// something absent is legal.
public sealed interface Delta<K, V> {

    K key();

    record Put<K, V>(K key, V value) implements Delta<K, V> {}

    record Remove<K, V>(K key) implements Delta<K, V> {}

    static <K, V> Delta<K, V> put(K key, V value) {
        return new Put<>(key, value);
    }

    static <K, V> Delta<K, V> remove(K key) {
        return new Remove<>(key);
    }
}
