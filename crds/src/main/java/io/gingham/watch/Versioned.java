package io.gingham.watch;

/// What is kept of an object, with the resource version it was read at (opaque; empty if the server
/// gave none).
public record Versioned<V>(String resourceVersion, V value) {}
