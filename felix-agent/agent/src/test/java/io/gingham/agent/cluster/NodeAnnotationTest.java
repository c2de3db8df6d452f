package io.gingham.agent.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a kube-apiserver makes of it: `RealApiServerTest` of crds.
class NodeAnnotationTest {

    @Test
    void onlyTheAnnotationIsInThePatch() {
        assertEquals(
                "{\"metadata\":{\"annotations\":{\"projectcalico.org/IPv4Address\":\"192.0.2.7/24\"}}}",
                NodeAnnotation.patch(ClusterNode.ADDRESS_ANNOTATION, Optional.of("192.0.2.7/24")));
        assertEquals(
                "{\"metadata\":{\"annotations\":{\"projectcalico.org/IPv4Address\":null}}}",
                NodeAnnotation.patch(ClusterNode.ADDRESS_ANNOTATION, Optional.empty()));
    }
}
