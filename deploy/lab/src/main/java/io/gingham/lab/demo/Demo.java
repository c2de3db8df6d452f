package io.gingham.lab.demo;

import io.gingham.lab.LabException;
import io.gingham.lab.cluster.LabCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The story: a cluster comes up, pods meet, policies part them, an agent and the router die and
/// nobody notices.
public final class Demo {

    private static final List<Scene> EVERYWHERE =
            List.of(
                    new NodesScene(),
                    new PodsScene(),
                    new PoliciesScene(List.of(new KilledAgentScene(), new RestartedRouterScene())));

    /// Played where there are two racks, before policies part the pods.
    private static final List<Scene> RACKS =
            List.of(
                    new SpreadScene(),
                    new Ipv6Scene(),
                    new LostPathScene(),
                    new ReflectorsScene(),
                    new ServiceScene(),
                    new OverlayScene());

    private final LabCluster cluster;
    private final Stage stage;

    public Demo(LabCluster cluster, Consumer<String> say) {
        this.cluster = cluster;
        this.stage = new Stage(cluster, say);
    }

    /// @return how many checks there were
    /// @throws LabException if any did not hold, with the first
    public int run() throws IOException, InterruptedException {
        List<Scene> scenes = new ArrayList<>(EVERYWHERE);
        if (cluster.topology().racks() > 1) {
            scenes.addAll(RACKS);
        }
        for (Scene scene : scenes) {
            scene.play(stage);
        }
        Checks checks = stage.checks();
        if (!checks.failures().isEmpty()) {
            throw new LabException(
                    checks.failures().size()
                            + " of "
                            + checks.count()
                            + " checks failed, the first: "
                            + checks.failures().getFirst());
        }
        return checks.count();
    }
}
