package io.gingham.cni.server;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.libc.NetlinkException;
import java.nio.file.InvalidPathException;
import java.util.regex.Pattern;

/// Where a container runtime says that the pod's network namespace is. containerd and CRI-O name a
/// file (`/var/run/netns/…`), which the agent's container mounts; cri-dockerd names a process
/// (`/proc/4711/ns/net`), which a container sees only in the host's process namespace. There a
/// number of the host's may be that of another process, of the host's own network, and never of
/// another pod's: the agent's container has no others.
final class PodNamespace {

    private static final Pattern OF_A_PROCESS = Pattern.compile("/proc/[0-9]+/ns/net");

    private PodNamespace() {}

    /// @throws CniException if there is none, or it is the host's own
    static NetworkNamespace at(String path) {
        try {
            NetworkNamespace pod = NetworkNamespace.atPath(path);
            if (pod.isCurrent()) {
                throw refusal("CNI_NETNS is the host's own network namespace", path, "");
            }
            return pod;
        } catch (NetlinkException | InvalidPathException e) {
            throw refusal(
                            "CNI_NETNS does not lead to a network namespace",
                            path,
                            ": " + e.getMessage())
                    .causedBy(e);
        }
    }

    private static CniException refusal(String message, String path, String reason) {
        boolean process = OF_A_PROCESS.matcher(path).matches();
        return new CniException(
                CniErrorCode.INVALID_ENVIRONMENT,
                process
                        ? message
                                + "; this container runtime names it by a process, which the agent's container does"
                                + " not see: set hostPID: true and add the capability SYS_PTRACE in the agent's DaemonSet"
                        : message,
                "CNI_NETNS is '" + path + "'" + reason);
    }
}
