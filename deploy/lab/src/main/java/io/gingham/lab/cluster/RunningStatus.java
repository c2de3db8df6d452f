package io.gingham.lab.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.gingham.value.IpAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The status of a pod whose servers listen: all its containers count as running and ready, which
/// is what `kubectl wait` and the workloads' controllers go by.
final class RunningStatus {

    private RunningStatus() {}

    /// @param addresses one of each family, the pod's first one first
    static PodStatus of(Pod pod, List<IpAddress> addresses, IpAddress hostAddress) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        return new PodStatusBuilder()
                .withPhase("Running")
                .withStartTime(now)
                .withHostIP(hostAddress.toString())
                .withPodIP(addresses.getFirst().toString())
                .withPodIPs(
                        addresses.stream().map(address -> new PodIP(address.toString())).toList())
                .withConditions(
                        Stream.of("PodScheduled", "Initialized", "ContainersReady", "Ready")
                                .map(type -> condition(type, now))
                                .toList())
                .withContainerStatuses(
                        pod.getSpec().getContainers().stream()
                                .map(container -> status(container, now))
                                .toList())
                .build();
    }

    private static PodCondition condition(String type, String now) {
        return new PodConditionBuilder()
                .withType(type)
                .withStatus("True")
                .withLastTransitionTime(now)
                .build();
    }

    private static ContainerStatus status(Container container, String now) {
        return new ContainerStatusBuilder()
                .withName(container.getName())
                .withImage(Objects.requireNonNullElse(container.getImage(), ""))
                .withImageID("")
                .withReady(true)
                .withStarted(true)
                .withRestartCount(0)
                .withNewState()
                .withNewRunning()
                .withStartedAt(now)
                .endRunning()
                .endState()
                .build();
    }
}
