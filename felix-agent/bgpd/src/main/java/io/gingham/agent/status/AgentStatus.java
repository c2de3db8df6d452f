package io.gingham.agent.status;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;

/// An agent's view of itself at one moment.
///
/// @param pid the agent's process
/// @param uptimeSeconds since the agent's start
/// @param inSync true once every kind has been listed and the first rules and routes are in the
///   kernel
/// @param inForce by kind (`pods`, `networkpolicies.networking.k8s.io`), the resource version of
///   each object (`namespace/name` or `name`) that the kernel's rules are made of: the receipt of a
///   policy
/// @param kernel what the agent has written since its start
/// @param problems what the operator should know of, as sentences; empty when all is well
@JsonIgnoreProperties(ignoreUnknown = true)
public record AgentStatus(
        String node,
        long pid,
        long uptimeSeconds,
        boolean inSync,
        Map<String, Map<String, String>> inForce,
        List<EndpointView> endpoints,
        List<PeerView> peers,
        List<RouteView> routes,
        KernelWrites kernel,
        List<String> problems) {

    /// A pod's interface on this node.
    public record EndpointView(
            String pod, String interfaceName, List<String> addresses, boolean enforced) {}

    /// A BGP session.
    ///
    /// @param state as RFC 4271 section 8.2.2 names it: `Idle`, `Connect`, `Active`, `OpenSent`,
    ///   `OpenConfirm`, `Established`
    /// @param lastError why the session went down last, or empty
    public record PeerView(
            String name,
            String address,
            long asNumber,
            String state,
            long uptimeSeconds,
            int prefixesIn,
            int prefixesOut,
            String lastError) {}

    /// A prefix this node routes: its own (`local`) or one learned from a peer.
    public record RouteView(String prefix, String nextHop, String from, String asPath) {}

    /// Counts since the agent's start: 0 everywhere after a restart that found the kernel as it
    /// should be.
    ///
    /// @param ruleLines lines given to iptables-restore
    /// @param setLines sets made and destroyed, members added and removed
    /// @param routes routes added, changed or removed
    public record KernelWrites(long ruleLines, long setLines, long routes) {}
}
