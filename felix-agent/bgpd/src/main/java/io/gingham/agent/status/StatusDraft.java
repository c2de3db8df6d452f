package io.gingham.agent.status;

import io.gingham.agent.status.AgentStatus.EndpointView;
import io.gingham.agent.status.AgentStatus.KernelWrites;
import io.gingham.agent.status.AgentStatus.PeerView;
import io.gingham.agent.status.AgentStatus.RouteView;
import java.util.List;
import java.util.Map;

/// An [AgentStatus] that parts fill in, each what it knows. For one thread.
public final class StatusDraft {

    private boolean inSync = true;
    private Map<String, Map<String, String>> inForce = Map.of();
    private List<EndpointView> endpoints = List.of();
    private List<PeerView> peers = List.of();
    private List<RouteView> routes = List.of();
    private long ruleLines;
    private long setLines;
    private long routesWritten;

    /// Something is still missing of what an agent does at its start.
    public void notInSync() {
        inSync = false;
    }

    public void inForce(Map<String, Map<String, String>> versions) {
        inForce = versions;
    }

    public void endpoints(List<EndpointView> views) {
        endpoints = views;
    }

    public void peers(List<PeerView> views) {
        peers = views;
    }

    public void routes(List<RouteView> views) {
        routes = views;
    }

    public void rulesWritten(long lines, long ofSets) {
        ruleLines = lines;
        setLines = ofSets;
    }

    public void routesWritten(long count) {
        routesWritten = count;
    }

    /// @param problems as sentences
    public AgentStatus finish(String node, long pid, long uptimeSeconds, List<String> problems) {
        return new AgentStatus(
                node,
                pid,
                uptimeSeconds,
                inSync,
                inForce,
                endpoints,
                peers,
                routes,
                new KernelWrites(ruleLines, setLines, routesWritten),
                problems);
    }
}
