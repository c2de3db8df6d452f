package io.gingham.cni;

/// The identity of an attachment in CNI: a container and an interface in it.
public record EndpointId(String containerId, String ifname) {

    @Override
    public String toString() {
        return containerId + "/" + ifname;
    }
}
