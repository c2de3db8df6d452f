package io.gingham.policy.model;

/// Where policy is enforced: a pod's interface, or a node's own.
public sealed interface AnyEndpoint extends Resource permits Endpoint, HostEndpoint {}
