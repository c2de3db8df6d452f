package io.gingham.agent.enforce;

import io.gingham.cni.EndpointId;
import java.util.Map;
import java.util.Set;

/// What the kernel's rules are made of at a moment.
///
/// @param versions by kind and object, the resource version: the receipts. It changes as more comes
///   into force
/// @param enforced the endpoints whose pod is known and whose rules are in the kernel
public record InForce(Map<String, Map<String, String>> versions, Set<EndpointId> enforced) {}
