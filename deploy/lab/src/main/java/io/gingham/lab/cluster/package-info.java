/// A cluster out of the fabric: the API server, real agents as processes of their own in the nodes'
/// namespaces, and a small kubelet that makes and removes pods' sandboxes the way a container
/// runtime does.
///
/// ```
///   Pod object ──▶ LabKubelet ──▶ network namespace ──▶ CNI executables in chain order ──▶ pod status with its address
///                     │                                          │
///                     └──▶ PodServers (a server a port)          └──▶ the node's agent, over its socket
/// ```
@NullMarked
package io.gingham.lab.cluster;

import org.jspecify.annotations.NullMarked;
