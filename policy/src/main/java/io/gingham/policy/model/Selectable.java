package io.gingham.policy.model;

/// What has labels that selectors look at, its own and what it inherits from [LabelParent]s.
public sealed interface Selectable extends Resource permits HostEndpoint, NetworkSet, Node, Pod {}
