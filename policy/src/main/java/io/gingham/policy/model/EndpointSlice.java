package io.gingham.policy.model;

import io.gingham.value.IpAddress;
import java.util.List;

/// A part of a service's endpoints (discovery.k8s.io/v1), ready or not: what policy may reach is
/// not the load balancer's question.
///
/// @param service the label `kubernetes.io/service-name`; a slice without it belongs to none
/// @param ports empty means no port (API: "when ports is empty, there are no defined ports")
public record EndpointSlice(
        String namespace,
        String name,
        String service,
        List<IpAddress> addresses,
        List<ServicePort> ports)
        implements Resource {
    public EndpointSlice {
        addresses = List.copyOf(addresses);
        ports = List.copyOf(ports);
    }

    /// @param number 1..65535, of the endpoints
    public record ServicePort(PortProtocol protocol, int number) {}

    @Override
    public ResourceKey resourceKey() {
        return new ResourceKey(ResourceKind.ENDPOINT_SLICE, namespace, name);
    }
}
