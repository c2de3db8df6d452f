package io.gingham.lab.apiserver;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a controller-manager and a scheduler do, one after the other on one thread: after any
/// change of what they look at, each compares what there is with what is wanted. Their own changes
/// wake them again, until there is nothing left to do.
final class Controllers implements AutoCloseable {

    /// One comparison: it reads everything anew and may be called at any time.
    interface Controller {
        void reconcile();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Controllers.class);

    private static final Set<String> WATCHED =
            Set.of(
                    "pods",
                    "nodes",
                    "namespaces",
                    "deployments",
                    "replicasets",
                    "statefulsets",
                    "daemonsets",
                    "jobs");

    /// Changes of this time are looked at together.
    private static final int GATHER_MILLIS = 15;

    private final List<Controller> controllers;
    private final Semaphore changed = new Semaphore(1);
    private final Thread thread;

    Controllers(Resources resources) {
        Workloads workloads = new Workloads(resources);
        controllers =
                List.of(
                        new Deployments(workloads),
                        new ReplicaSets(workloads),
                        new StatefulSets(workloads),
                        new DaemonSets(workloads),
                        new Jobs(workloads),
                        new Scheduler(workloads));
        resources
                .store()
                .listen(
                        change -> {
                            if (WATCHED.contains(change.resource().plural())) {
                                changed.release();
                            }
                        });
        thread = Thread.ofPlatform().daemon().name("controllers").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                changed.acquire();
                TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
                changed.drainPermits();
                controllers.forEach(Controllers::reconcile);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What one can't do must not keep the others from theirs.
    private static void reconcile(Controller controller) {
        try {
            controller.reconcile();
        } catch (RuntimeException e) {
            LOG.error("{} failed", controller.getClass().getSimpleName(), e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
