package io.gingham.agent.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Holds `deploy/manifests/gingham-uninstall.yaml` against the agent's manifest.
class UninstallManifestTest {

    private static final Path MANIFESTS =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), ".."))
                    .resolve("deploy/manifests");

    private static <T extends HasMetadata> T only(String file, Class<T> kind) throws IOException {
        List<T> found = new ArrayList<>();
        for (String document : Files.readString(MANIFESTS.resolve(file)).split("(?m)^---$", -1)) {
            if (document.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#"))
                    && Serialization.unmarshal(document) instanceof HasMetadata object
                    && kind.isInstance(object)) {
                found.add(kind.cast(object));
            }
        }
        assertEquals(1, found.size(), kind.getSimpleName());
        return found.getFirst();
    }

    private static PodSpec pod(String file) throws IOException {
        return only(file, DaemonSet.class).getSpec().getTemplate().getSpec();
    }

    private static PodSpec uninstall() throws IOException {
        return pod("gingham-uninstall.yaml");
    }

    private static Container agent() throws IOException {
        return pod("gingham.yaml").getContainers().getFirst();
    }

    private static List<Container> all() throws IOException {
        List<Container> all = new ArrayList<>(uninstall().getInitContainers());
        all.addAll(uninstall().getContainers());
        return all;
    }

    @Test
    void runsTheAgentsImageOnTheAgentsNodes() throws IOException {
        for (Container container : all()) {
            assertEquals(agent().getImage(), container.getImage());
        }
        assertEquals(pod("gingham.yaml").getTolerations(), uninstall().getTolerations());
        assertEquals(pod("gingham.yaml").getNodeSelector(), uninstall().getNodeSelector());
        assertEquals(true, uninstall().getHostNetwork());
    }

    @Test
    void seesTheSameFoldersInTheSamePlaces() throws IOException {
        for (Container container : all()) {
            for (VolumeMount mount : container.getVolumeMounts()) {
                assertTrue(
                        agent().getVolumeMounts().stream()
                                .anyMatch(
                                        of ->
                                                of.getName().equals(mount.getName())
                                                        && of.getMountPath()
                                                                .equals(mount.getMountPath())),
                        mount.toString());
            }
        }
        for (Volume volume : uninstall().getVolumes()) {
            assertTrue(pod("gingham.yaml").getVolumes().contains(volume), volume.toString());
        }
    }

    @Test
    void setsTheAgentsVariables() throws IOException {
        for (Container container : all()) {
            for (EnvVar variable : container.getEnv()) {
                assertTrue(agent().getEnv().contains(variable), variable.toString());
            }
        }
    }

    @Test
    void mayDoNoMoreThanTakeTheConditionFromItsNode() throws IOException {
        assertEquals(
                List.of("nodes: get", "nodes/status: patch"),
                only("gingham-uninstall.yaml", ClusterRole.class).getRules().stream()
                        .map(
                                rule ->
                                        rule.getResources().getFirst()
                                                + ": "
                                                + rule.getVerbs().getFirst())
                        .toList());
        for (Container container : all()) {
            assertTrue(
                    agent().getSecurityContext()
                            .getCapabilities()
                            .getAdd()
                            .containsAll(
                                    container.getSecurityContext().getCapabilities().getAdd()));
        }
    }
}
