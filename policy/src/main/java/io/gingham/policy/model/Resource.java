package io.gingham.policy.model;

/// Something that verdicts depend on.
public sealed interface Resource
        permits AnyEndpoint, EndpointSlice, LabelParent, RuleSource, Selectable, Tier {

    ResourceKey resourceKey();
}
