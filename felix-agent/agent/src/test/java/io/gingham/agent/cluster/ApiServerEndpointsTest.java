package io.gingham.agent.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.delta.Delta;
import io.gingham.policy.model.EndpointSlice;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Resource;
import io.gingham.value.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiServerEndpointsTest {

    private static final IpAddress ONE = IpAddress.parse("192.0.2.1");
    private static final IpAddress TWO = IpAddress.parse("192.0.2.2");

    private final ApiServerEndpoints endpoints = new ApiServerEndpoints();

    private void put(Resource resource) {
        endpoints.note(
                new ResourceChange(Delta.put(resource.resourceKey(), resource), "1", List.of()));
    }

    private static EndpointSlice slice(
            String namespace, String name, String service, IpAddress... addresses) {
        return new EndpointSlice(namespace, name, service, List.of(addresses), List.of());
    }

    @Test
    void theyAreThoseOfTheServiceKubernetesAndFollowIt() {
        put(new Namespace("default", Map.of()));
        put(slice("default", "web-1", "web", TWO));
        put(slice("other", "kubernetes", "kubernetes", TWO));
        assertEquals(Set.of(), endpoints.addresses());
        put(slice("default", "kubernetes", "kubernetes", ONE));
        assertEquals(Set.of(ONE), endpoints.addresses());
        put(slice("default", "kubernetes-2", "kubernetes", TWO));
        assertEquals(Set.of(ONE, TWO), endpoints.addresses());
        put(slice("default", "kubernetes", "kubernetes", TWO));
        assertEquals(Set.of(TWO), endpoints.addresses());
        put(slice("default", "kubernetes-2", "web", ONE));
        assertEquals(Set.of(TWO), endpoints.addresses());
        endpoints.note(
                new ResourceChange(
                        Delta.remove(
                                slice("default", "kubernetes", "kubernetes", TWO).resourceKey()),
                        "",
                        List.of()));
        assertEquals(Set.of(), endpoints.addresses());
    }
}
