package io.gingham.cni.store;

import java.util.Map;

/// What a runtime would say to have an attachment removed, kept in case it never does.
///
/// @param environment of ADD: `CNI_*` and `PATH`
/// @param config the network configuration, as JSON, without `prevResult`
public record DelRequest(Map<String, String> environment, byte[] config) {

    public DelRequest {
        environment = Map.copyOf(environment);
    }
}
