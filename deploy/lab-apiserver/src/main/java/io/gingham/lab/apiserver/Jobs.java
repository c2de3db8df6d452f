package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// A Job's pods. They run as long as the Job is there: what would end in a pod is not run here.
final class Jobs implements Controllers.Controller {

    private static final String GROUP = "batch";
    private static final String KIND = "Job";

    private final Workloads workloads;

    Jobs(Workloads workloads) {
        this.workloads = workloads;
    }

    @Override
    public void reconcile() {
        workloads.all(GROUP, KIND).forEach(this::reconcile);
    }

    private void reconcile(ObjectNode job) {
        boolean suspended = Json.at(job, "spec", "suspend").asBoolean();
        int wanted =
                suspended
                        ? 0
                        : Math.min(
                                Json.at(job, "spec", "parallelism").asInt(1),
                                Json.at(job, "spec", "completions").asInt(1));
        List<ObjectNode> pods = workloads.pods(job);
        for (int i = pods.size(); i < wanted; i++) {
            ObjectNode pod = Workloads.of(job, Workloads.template(job));
            Json.child(pod, "metadata").put("generateName", Json.name(job) + "-");
            for (String label : List.of("job-name", "batch.kubernetes.io/job-name")) {
                Json.child(pod, "metadata", "labels").put(label, Json.name(job));
            }
            workloads.create("", "Pod", pod);
        }
        pods.stream()
                .sorted(Workloads.FIRST_TO_GO)
                .limit(Math.max(0, pods.size() - wanted))
                .forEach(pod -> workloads.delete("", "Pod", pod));
        List<ObjectNode> there = workloads.pods(job);
        workloads.status(
                GROUP,
                KIND,
                job,
                status -> {
                    // Of all workloads only a Job does not say which generation it has seen.
                    status.remove("observedGeneration");
                    status.put("active", there.size()).put("ready", Workloads.ready(there));
                    if (!status.has("startTime")) {
                        status.put("startTime", Resources.now());
                    }
                });
    }
}
