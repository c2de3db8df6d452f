package io.gingham.policy.model;

/// From whom a [Selectable] inherits labels.
public sealed interface LabelParent extends Resource permits Namespace, Profile, ServiceAccount {}
