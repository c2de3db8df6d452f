package io.gingham.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The controllers one step after the other, with a kubelet that makes each pod Ready at once.
class WorkloadsTest {

    /// More steps than any change here needs.
    private static final int STEPS = 60;

    private final Resources resources = new Resources(new Store(), new Kinds());
    private final Workloads workloads = new Workloads(resources);
    private final List<Controllers.Controller> controllers =
            List.of(
                    new Deployments(workloads),
                    new ReplicaSets(workloads),
                    new StatefulSets(workloads),
                    new DaemonSets(workloads),
                    new Jobs(workloads),
                    new Scheduler(workloads));

    @BeforeEach
    void nodes() {
        create("", "Namespace", "metadata: {name: default}");
        create("", "Node", "metadata: {name: n1, labels: {rack: a}}");
        create("", "Node", "metadata: {name: n2}");
    }

    private ObjectNode create(String group, String kind, String yaml) {
        ApiKind of = resources.kinds().kind(group, kind);
        return resources.create(
                of,
                of.namespaced() ? "default" : "",
                (ObjectNode) Yaml.read(yaml).getFirst(),
                Resources.Mode.OWN);
    }

    private void settle() {
        for (int i = 0; i < STEPS; i++) {
            controllers.forEach(Controllers.Controller::reconcile);
            workloads.all("", "Pod").stream()
                    .filter(pod -> !Json.text(pod, "spec", "nodeName").isEmpty())
                    .forEach(this::makeReady);
        }
    }

    private void makeReady(ObjectNode pod) {
        workloads.change(
                "",
                "Pod",
                pod,
                Resources.Part.STATUS,
                there -> {
                    Workloads.condition(Json.child(there, "status"), "Ready", "True", "", "");
                    return there;
                });
    }

    private List<ObjectNode> pods() {
        return workloads.all("", "Pod");
    }

    private JsonNode status(String group, String kind) {
        return workloads.all(group, kind).getFirst().path("status");
    }

    private ObjectNode deployment(int replicas, String image) {
        return create(
                "apps",
                "Deployment",
                """
                metadata: {name: web}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: web}}
                  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: %s}]}}
                """
                        .formatted(replicas, image));
    }

    private void patch(String group, String kind, String name, String yaml) {
        resources.change(
                resources.kinds().kind(group, kind),
                "default",
                name,
                Resources.Part.WHOLE,
                there -> (ObjectNode) Patches.merge(there, Yaml.read(yaml).getFirst()),
                Resources.Mode.OWN);
    }

    @Test
    void aDeploymentGetsPodsNamedAfterItsReplicaSet() {
        deployment(3, "x");
        settle();
        assertEquals(3, pods().size());
        String set = Json.name(workloads.all("apps", "ReplicaSet").getFirst());
        for (ObjectNode pod : pods()) {
            assertTrue(Json.name(pod).matches("web-[a-z0-9]+-[a-z0-9]{5}"), Json.name(pod));
            JsonNode owner = Json.at(pod, "metadata", "ownerReferences").path(0);
            assertEquals(
                    "ReplicaSet/" + set, Json.text(owner, "kind") + "/" + Json.text(owner, "name"));
        }
        JsonNode status = status("apps", "Deployment");
        assertEquals(3, status.path("availableReplicas").asInt());
        assertEquals(1, status.path("observedGeneration").asInt());
    }

    @Test
    void itIsScaledUpAndDownAndToNothing() {
        deployment(1, "x");
        settle();
        for (int replicas : List.of(4, 2, 0)) {
            patch("apps", "Deployment", "web", "spec: {replicas: " + replicas + "}");
            settle();
            assertEquals(replicas, pods().size());
            assertEquals(replicas, status("apps", "Deployment").path("readyReplicas").asInt(-1));
        }
    }

    @Test
    void aNewTemplateReplacesThePodsAndTheFormerIsFoundAgain() {
        deployment(4, "x");
        settle();
        String first = Json.name(workloads.all("apps", "ReplicaSet").getFirst());
        String template = "spec: {template: {spec: {containers: [{name: c, image: %s}]}}}";
        patch("apps", "Deployment", "web", template.formatted("y"));
        settle();
        assertEquals(4, pods().size());
        assertTrue(pods().stream().noneMatch(pod -> Json.name(pod).startsWith(first)));
        assertEquals(2, workloads.all("apps", "ReplicaSet").size());
        patch("apps", "Deployment", "web", template.formatted("x"));
        settle();
        assertTrue(pods().stream().allMatch(pod -> Json.name(pod).startsWith(first)));
        assertEquals(2, workloads.all("apps", "ReplicaSet").size());
    }

    @Test
    void aRolloutNeverHasFewerReadyPodsThanItMay() {
        deployment(4, "x");
        settle();
        patch(
                "apps",
                "Deployment",
                "web",
                "spec: {template: {spec: {containers: [{name: c, image: y}]}}}");
        for (int i = 0; i < STEPS; i++) {
            for (Controllers.Controller controller : controllers) {
                controller.reconcile();
                int ready = Workloads.ready(pods());
                assertTrue(ready >= 3, "only " + ready + " ready");
                assertTrue(pods().size() <= 5, "there are " + pods().size());
            }
            pods().forEach(this::makeReady);
        }
    }

    @Test
    void whatIsDeletedTakesItsPodsAlongUnlessTheyAreOrphaned() {
        deployment(2, "x");
        settle();
        ApiKind kind = resources.kinds().kind("apps", "Deployment");
        resources.delete(kind, "default", "web", "Background", Resources.Mode.OWN);
        assertEquals(List.of(), pods());
        assertEquals(List.of(), workloads.all("apps", "ReplicaSet"));
        deployment(2, "x");
        settle();
        resources.delete(kind, "default", "web", "Orphan", Resources.Mode.OWN);
        settle();
        assertEquals(2, pods().size());
    }

    @Test
    void aPodThatGoesIsReplaced() {
        deployment(2, "x");
        settle();
        workloads.delete("", "Pod", pods().getFirst());
        settle();
        assertEquals(2, pods().size());
    }

    @Test
    void aStatefulSetHasFixedNamesAndADaemonSetOnePodANode() {
        create(
                "apps",
                "StatefulSet",
                """
                metadata: {name: db}
                spec: {replicas: 2, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c}]}}}
                """);
        create(
                "apps",
                "DaemonSet",
                """
                metadata: {name: each}
                spec: {selector: {matchLabels: {c: d}}, template: {metadata: {labels: {c: d}}, spec: {containers: [{name: c}]}}}
                """);
        settle();
        assertEquals(
                List.of("db-0", "db-1"),
                pods().stream().map(Json::name).filter(name -> name.startsWith("db")).toList());
        assertEquals(
                List.of("n1", "n2"),
                pods().stream()
                        .filter(pod -> Json.name(pod).startsWith("each"))
                        .map(pod -> Json.text(pod, "spec", "nodeName"))
                        .sorted()
                        .toList());
        assertEquals(2, status("apps", "StatefulSet").path("readyReplicas").asInt());
        assertEquals(2, status("apps", "DaemonSet").path("numberAvailable").asInt());
    }

    @Test
    void aJobHasAsManyPodsAsMayRunAtOnce() {
        create(
                "batch",
                "Job",
                """
                metadata: {name: once}
                spec: {parallelism: 2, completions: 5, template: {spec: {containers: [{name: c}]}}}
                """);
        settle();
        assertEquals(2, pods().size());
        assertEquals(2, status("batch", "Job").path("active").asInt());
    }

    @Test
    void aPodGoesToTheNodeWithTheFewestThatItsSelectorAllows() {
        create("", "Pod", "metadata: {name: a}\nspec: {nodeName: n1, containers: [{name: c}]}");
        create("", "Pod", "metadata: {name: b}\nspec: {containers: [{name: c}]}");
        create(
                "",
                "Pod",
                "metadata: {name: c}\nspec: {nodeSelector: {rack: a}, containers: [{name: c}]}");
        create(
                "",
                "Pod",
                "metadata: {name: d}\nspec: {nodeSelector: {rack: z}, containers: [{name: c}]}");
        settle();
        assertEquals(
                List.of("n1", "n2", "n1", ""),
                pods().stream().map(pod -> Json.text(pod, "spec", "nodeName")).toList());
        assertTrue(pods().getLast().toString().contains("0/2 nodes are available"));
    }
}
