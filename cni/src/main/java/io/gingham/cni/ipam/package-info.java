/// Addresses by delegation, as CNI prescribes: the plugin named by `ipam.type` is run with the
/// complete configuration and environment. For `host-local`, Calico's words `usePodCidr` and
/// `usePodCidrIPv6` are first replaced by the node's pod CIDRs.
@NullMarked
package io.gingham.cni.ipam;

import org.jspecify.annotations.NullMarked;
