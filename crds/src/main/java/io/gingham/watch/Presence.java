package io.gingham.watch;

/// Whether an API server may lack a kind.
public enum Presence {
    /// Without it nothing is in sync.
    REQUIRED,
    /// A server that has never known it has no objects of it, and that is known too. Once it has
    /// been listed, a server that forgets it is an outage as any other: what was known stays.
    OPTIONAL
}
