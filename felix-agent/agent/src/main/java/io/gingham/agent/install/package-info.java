/// Puts the CNI programs and the network's configuration where the container runtime looks for
/// them.
///
/// ```
///   image: launcher, reference plugins --at start--> /opt/cni/bin      (a reference plugin that is there stays)
///   ConfigMap: the network's conflist  --last------> /etc/cni/net.d    (once an ADD would succeed)
/// ```
///
/// The order is the promise: the kubelet calls the node ready when it sees the conflist, so the
/// conflist comes after the programs it names, after the node's podCIDR is known and after the
/// rules are in the kernel. Every file is written beside its place and renamed into it. Nothing
/// here is called by the CNI plugin, and no credential is written anywhere.
@NullMarked
package io.gingham.agent.install;

import org.jspecify.annotations.NullMarked;
