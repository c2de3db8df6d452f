package io.gingham.policy.lint;

import io.gingham.policy.explain.Finding;
import io.gingham.policy.explain.LoadedCluster;
import io.gingham.policy.manifest.Manifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds what is wrong in policies, and what was probably not meant.
public final class Linter {

    private static final List<Check> CHECKS =
            List.of(
                    new ServerRefusals(),
                    new UnknownNamespace(),
                    new UnknownTier(),
                    new SelectsNothing(),
                    new RulesWithoutEffect(),
                    new LogOnly(),
                    new StagedInVain(),
                    new PortNames(),
                    new NeverReached(),
                    new NeverAsked(),
                    new EqualOrders(),
                    new OtherDestination(),
                    new NamesNotResolved(),
                    new Isolation(),
                    new Blocks());

    private Linter() {}

    /// Sorted by file and line. Of several objects of one name each is looked at, in the place of
    /// the others.
    public static List<Finding> check(LoadedCluster cluster) {
        Report report = new Report(cluster);
        run(cluster, report);
        for (List<Manifest> layer : layers(cluster.overlaid())) {
            LoadedCluster other = cluster.with(layer);
            Report ofOther = new Report(other);
            run(other, ofOther);
            report.addAll(ofOther, layer);
        }
        return report.findings().stream()
                .sorted(Comparator.comparing(Finding::file).thenComparingInt(Finding::line))
                .toList();
    }

    private static void run(LoadedCluster cluster, Report report) {
        Surroundings around = new Surroundings(cluster);
        CHECKS.forEach(check -> check.look(around, report));
    }

    /// So that each name is in a layer once: the first of each, the second of each, …
    private static List<List<Manifest>> layers(List<Manifest> overlaid) {
        List<List<Manifest>> layers = new ArrayList<>();
        Map<List<Object>, Integer> seen = new HashMap<>();
        for (Manifest manifest : overlaid) {
            int layer = seen.merge(identity(manifest), 1, Integer::sum) - 1;
            if (layer == layers.size()) {
                layers.add(new ArrayList<>());
            }
            layers.get(layer).add(manifest);
        }
        return layers;
    }

    private static List<Object> identity(Manifest manifest) {
        Map<?, ?> metadata =
                manifest.object().get("metadata") instanceof Map<?, ?> map ? map : Map.of();
        return List.of(
                String.valueOf(manifest.object().get("kind")),
                String.valueOf(manifest.object().get("apiVersion")),
                String.valueOf(metadata.get("namespace")),
                String.valueOf(metadata.get("name")));
    }
}
