/// Who gives out addresses.
///
/// ```
///  server.AddVerb … ─▶ IpamChoice ─ ipam.type ─┬▶ an Ipam of the agent's own, under its name
///                                              └▶ DelegatedIpam ─▶ IpamPlugin   any other name
/// ```
///
/// *By delegation*, as CNI prescribes: the plugin named by `ipam.type` is run with the complete
/// configuration and environment. For `host-local`, Calico's words `usePodCidr` and
/// `usePodCidrIPv6` are first replaced by the node's pod CIDRs.
///
/// *Threads*: those of the requests. *Refused*: plugins that make interfaces, and requests that
/// come from a plugin which this agent runs.
@NullMarked
package io.gingham.cni.ipam;

import org.jspecify.annotations.NullMarked;
