package io.gingham.lab.cli;

import io.gingham.agent.status.AgentStatus;
import java.util.ArrayList;
import java.util.List;

/// An agent's sessions and routes as lines.
final class StatusTable {

    private StatusTable() {}

    static List<String> lines(AgentStatus status) {
        List<String> lines = new ArrayList<>();
        status.peers()
                .forEach(
                        peer ->
                                lines.add(
                                        "peer  %-12s %-14s AS %-6d %-12s in %d, out %d"
                                                .formatted(
                                                        peer.name(),
                                                        peer.address(),
                                                        peer.asNumber(),
                                                        peer.state(),
                                                        peer.prefixesIn(),
                                                        peer.prefixesOut())));
        status.routes()
                .forEach(
                        route ->
                                lines.add(
                                        "route %-18s via %-14s from %s"
                                                .formatted(
                                                        route.prefix(),
                                                        route.nextHop(),
                                                        route.from())));
        status.problems().forEach(problem -> lines.add("problem: " + problem));
        return lines;
    }
}
