package io.gingham.policy.model;

/// Something that verdicts depend on.
public sealed interface Resource
        permits EndpointSlice,
                Endpoint,
                HostEndpoint,
                Namespace,
                NetworkSet,
                Node,
                Pod,
                Policy,
                Profile,
                ServiceAccount,
                Tier {

    ResourceKey resourceKey();
}
