package io.gingham.policy.model;

/// `status.phase` of a pod.
public enum PodPhase {
    PENDING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    UNKNOWN;

    /// All its containers have ended for good. Its address may already belong to another pod.
    public boolean isCompleted() {
        return this == SUCCEEDED || this == FAILED;
    }
}
