package io.gingham.cni;

import io.gingham.value.IpAddress;
import java.time.Instant;
import java.util.List;

/// A pod (or other container) that was wired on this node.
///
/// @param namespace of the pod in Kubernetes; empty for a container outside Kubernetes
/// @param pod its name; empty as above
/// @param podUid empty where the runtime did not say
/// @param interfaceName the host's end of the veth pair, `cali…`
/// @param ips of the pod, in the order of the IPAM plugin
/// @param netns the path the runtime gave
/// @param network the name of the CNI network
/// @param created when ADD began
public record WorkloadEndpoint(
        String containerId,
        String ifname,
        String namespace,
        String pod,
        String podUid,
        String interfaceName,
        List<IpAddress> ips,
        String netns,
        String network,
        Instant created) {

    public WorkloadEndpoint {
        ips = List.copyOf(ips);
    }

    public EndpointId id() {
        return new EndpointId(containerId, ifname);
    }

    public boolean isKubernetesPod() {
        return !pod.isEmpty();
    }

    /// `namespace/pod`, or the container's id; one line, whatever the runtime said.
    public String displayName() {
        return isKubernetesPod() ? OneLine.of(namespace + "/" + pod) : "container " + containerId;
    }

    public WorkloadEndpoint withIps(List<IpAddress> newIps) {
        return new WorkloadEndpoint(
                containerId,
                ifname,
                namespace,
                pod,
                podUid,
                interfaceName,
                newIps,
                netns,
                network,
                created);
    }
}
