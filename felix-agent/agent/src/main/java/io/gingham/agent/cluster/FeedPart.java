package io.gingham.agent.cluster;

import io.gingham.agent.part.Health;
import io.gingham.agent.part.Part;
import io.gingham.agent.part.Problem;
import java.util.List;

/// What is known of the API server's objects.
public final class FeedPart implements Part {

    private final ClusterView cluster;

    public FeedPart(ClusterView cluster) {
        this.cluster = cluster;
    }

    @Override
    public String name() {
        return "cluster";
    }

    @Override
    public Health health(String failure) {
        String outage = cluster.outage();
        List<Problem> problems =
                outage.isEmpty()
                        ? List.of()
                        : List.of(
                                Problem.warning(
                                        "api-outage",
                                        "",
                                        outage + "; the last known state stays in force"));
        return cluster.isInSync()
                ? Health.of(problems)
                : Health.obstacle(
                        "the API server's objects have not been listed yet"
                                + (outage.isEmpty() ? "" : ": " + outage),
                        problems);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
