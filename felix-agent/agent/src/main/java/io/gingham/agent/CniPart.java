package io.gingham.agent;

import io.gingham.agent.part.Health;
import io.gingham.agent.part.Part;
import io.gingham.agent.part.Problem;
import io.gingham.cni.server.CniServer;

/// What answers the container runtime.
final class CniPart implements Part {

    private final CniServer server;

    CniPart(CniServer server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "cni";
    }

    @Override
    public Health health(String failure) {
        return Health.of(
                server.problems().stream()
                        .map(problem -> Problem.warning("cni", "", problem))
                        .toList());
    }

    @Override
    public void close() {
        server.close();
    }
}
