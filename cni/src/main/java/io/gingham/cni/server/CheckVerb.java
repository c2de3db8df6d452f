package io.gingham.cni.server;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.cni.spec.CniResult;
import io.gingham.cni.spec.Invocation;
import io.gingham.cni.spec.NetworkConfig;
import io.gingham.cni.store.EndpointRecord;
import io.gingham.cni.wiring.CableCheck;
import java.util.List;

/// CHECK: what ADD made is still there. Changes by later plugins of the chain (more addresses,
/// another MTU) are none of its business.
final class CheckVerb {

    private final Node node;

    CheckVerb(Node node) {
        this.node = node;
    }

    /// @throws CniException CHECK_FAILED with all that is missing
    void run(Invocation invocation, NetworkConfig config) {
        CniResult previous = config.previousResult();
        WorkloadEndpoint endpoint =
                node.store()
                        .find(invocation.endpointId())
                        .filter(EndpointRecord::live)
                        .map(EndpointRecord::endpoint)
                        .orElseThrow(
                                () ->
                                        new CniException(
                                                CniErrorCode.CHECK_FAILED,
                                                "this node has no record of the container's"
                                                        + " interface"));
        List<String> missing =
                CableCheck.missing(
                        endpoint.interfaceName(),
                        invocation.ifname(),
                        invocation.netns(),
                        endpoint.ips(),
                        previous);
        node.gate().missing(endpoint).ifPresent(missing::add);
        if (!missing.isEmpty()) {
            throw new CniException(
                    CniErrorCode.CHECK_FAILED,
                    "the container's network is not as it was made",
                    String.join("; ", missing));
        }
        node.ipam().of(config).check(invocation, config);
    }
}
