package io.gingham.lab.demo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.gingham.lab.matrix.Matrix;
import io.gingham.lab.probe.Outcome;
import io.gingham.lab.probe.Place;
import io.gingham.lab.probe.Probe;
import io.gingham.lab.probe.Protocol;
import io.gingham.watch.ResourceKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Who reaches whom: without policies, with them, and without them again.
///
/// @param meanwhile what happens while they are in force
record PoliciesScene(List<Scene> meanwhile) implements Scene {

    PoliciesScene {
        meanwhile = List.copyOf(meanwhile);
    }

    @Override
    public void play(Stage stage) throws IOException, InterruptedException {
        Matrix open =
                reachability(
                        stage, "Who can reach whom, without any policy", null, (from, to) -> true);
        List<HasMetadata> policies = apply(stage);
        reachability(stage, "With policies (* changed)", open, PoliciesScene::allowedByPolicies);
        for (Scene scene : meanwhile) {
            scene.play(stage);
        }
        stage.chapter("Policies deleted");
        policies.forEach(policy -> stage.cluster().client().resource(policy).delete());
        stage.awaitInForce();
        reachability(stage, "Who can reach whom", null, (from, to) -> true);
    }

    private interface Expected {
        boolean allowed(String from, String to);
    }

    /// What policies.yaml says, in plain words.
    private static boolean allowedByPolicies(String from, String to) {
        boolean in =
                switch (to) {
                    case "shop/web" -> true;
                    case "shop/cart" -> from.equals("shop/web");
                    case "shop/db" -> from.equals("shop/cart");
                    default -> true;
                };
        boolean out = !from.equals("guest/client") || to.startsWith("shop/");
        return in && out;
    }

    private static Matrix reachability(
            Stage stage, String title, @Nullable Matrix before, Expected expected)
            throws IOException {
        List<Place> receivers = DemoPods.ALL.stream().map(stage.pods()::place).toList();
        List<Place> senders = new ArrayList<>(receivers);
        senders.add(stage.outside());
        stage.chapter(title);
        Matrix matrix = Matrix.measure(stage.prober(), senders, receivers, Protocol.TCP, 80);
        matrix.table(before).forEach(stage::say);
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<Probe, Outcome> entry : matrix.outcomes().entrySet()) {
            boolean allow =
                    expected.allowed(entry.getKey().from().name(), entry.getKey().to().name());
            if (allow ? !entry.getValue().allowed() : !entry.getValue().denied()) {
                wrong.add(entry.getKey() + " " + entry.getValue());
            }
        }
        stage.checks()
                .that(
                        wrong.isEmpty(),
                        "all %d answers are as the policies say"
                                .formatted(matrix.outcomes().size()),
                        wrong.toString());
        return matrix;
    }

    private static List<HasMetadata> apply(Stage stage) throws IOException {
        stage.chapter("Policies applied");
        List<HasMetadata> policies;
        try (InputStream yaml =
                Objects.requireNonNull(
                        PoliciesScene.class.getResourceAsStream("/demo/policies.yaml"),
                        "policies.yaml")) {
            policies = stage.cluster().client().load(yaml).items();
        }
        long begun = System.nanoTime();
        for (HasMetadata policy : policies) {
            stage.say(ResourceKey.of(policy).toString());
            stage.cluster().objects().put(policy);
        }
        stage.awaitInForce();
        stage.say(
                "in force on every node %d ms after the first was posted"
                        .formatted(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)));
        return policies;
    }
}
