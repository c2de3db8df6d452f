package io.gingham.agent.enforce;

import io.gingham.agent.cluster.ResourceChange;
import io.gingham.agent.part.Problem;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.policy.calc.CalcGraph;
import io.gingham.policy.calc.Flush;
import java.util.List;

/// What has come of the cluster and of this node's pods, on its way through the calc graph. For the
/// part's thread.
final class Intake {

    private final PolicyInbox inbox;
    private final CalcGraph graph;
    private final WiredPods wiredPods = new WiredPods();
    private final NotUnderstood notUnderstood = new NotUnderstood();

    Intake(String node, PolicyInbox inbox) {
        this.inbox = inbox;
        this.graph = new CalcGraph(node);
    }

    /// Takes in what has come. Nothing comes out before [#flush].
    void takeIn() {
        for (ResourceChange change : inbox.drain()) {
            graph.onUpdate(change.delta(), change.version());
            notUnderstood.note(change);
        }
    }

    /// What of the node's program is otherwise because of it.
    ///
    /// @param wired the pods that are wired now
    Flush flush(List<WorkloadEndpoint> wired) {
        wiredPods.changes(wired).forEach(change -> graph.onUpdate(change, ""));
        graph.onInSync();
        return graph.flush();
    }

    List<Problem> problems() {
        return notUnderstood.problems();
    }
}
