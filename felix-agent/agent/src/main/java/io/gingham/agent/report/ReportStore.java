package io.gingham.agent.report;

import io.gingham.crds.v1.GinghamNodeStatus;
import java.util.Optional;

/// Where a node's report goes. Each call throws a RuntimeException if the API server does not take
/// it.
public interface ReportStore {

    /// What an earlier agent wrote.
    Optional<GinghamNodeStatus> read();

    void write(GinghamNodeStatus status);

    void tell(NodeEvent event);
}
