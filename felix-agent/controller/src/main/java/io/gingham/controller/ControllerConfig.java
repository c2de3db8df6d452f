package io.gingham.controller;

/// @param namespace of the Lease
/// @param identity of this process among those that run
public record ControllerConfig(String namespace, String identity) {}
