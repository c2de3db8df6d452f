package io.gingham.dataplane.iptables;

import io.gingham.netlink.NetworkNamespace;
import io.gingham.policy.model.ContainerPort;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.PortProtocol;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.List;
import java.util.Map;

/// A network namespace wired to the node by a veth pair.
record TestPod(
        PodKey key,
        String interfaceName,
        IpAddress ipv4,
        IpAddress ipv6,
        Map<String, String> labels,
        NetworkNamespace namespace) {

    static final int PORT = 8080;

    IpAddress ip(IpFamily family) {
        return family == IpFamily.IPV4 ? ipv4 : ipv6;
    }

    TestPod withIpv4(IpAddress other) {
        return new TestPod(key, interfaceName, other, ipv6, labels, namespace);
    }

    Endpoint endpoint() {
        return new Endpoint(key, "", interfaceName, List.of(ipv4, ipv6));
    }

    Pod asPod() {
        return new Pod(
                key,
                "",
                TestNode.NAME,
                "default",
                labels,
                List.of(ipv4, ipv6),
                false,
                PodPhase.RUNNING,
                List.of(new ContainerPort("web", PortProtocol.TCP, PORT)));
    }
}
