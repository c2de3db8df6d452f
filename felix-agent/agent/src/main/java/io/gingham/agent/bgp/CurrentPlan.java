package io.gingham.agent.bgp;

import org.jspecify.annotations.Nullable;

/// The plan of the speaker, made anew only when what it is made of may be otherwise: a pod that
/// comes or goes has the cluster's objects looked at no more than they have changed. For one
/// thread, but for [#topologyChanged].
final class CurrentPlan {

    private final SpeakerPlanner planner;
    private SpeakerPlanner.@Nullable Plan plan;
    private volatile boolean stale = true;

    CurrentPlan(SpeakerPlanner planner) {
        this.planner = planner;
    }

    SpeakerPlanner.Plan get(boolean refresh) {
        SpeakerPlanner.Plan current = plan;
        if (current == null || refresh || stale) {
            // Before they are looked at; and where that fails, the next run looks again.
            plan = null;
            stale = false;
            current = planner.plan();
            plan = current;
        }
        return current;
    }

    /// With the pods as they are now.
    WantedSpeaker wanted(SpeakerPlanner.Plan current) {
        return planner.wanted(current);
    }

    /// The plan is another one soon, though nothing else changes.
    boolean waits() {
        return planner.waits();
    }

    /// Any thread may call.
    void topologyChanged() {
        stale = true;
    }
}
