package io.gingham.agent.enforce;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.cni.WorkloadEndpoint;
import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.value.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GoneConnectionsTest {

    private final List<Set<IpAddress>> forgotten = new ArrayList<>();
    private final List<Duration> again = new ArrayList<>();
    private boolean refused;
    private long now = -5;
    private final GoneConnections connections =
            new GoneConnections(
                    addresses -> {
                        if (refused) {
                            throw new NetlinkException(Errno.EPERM, "list connections");
                        }
                        forgotten.add(addresses);
                        return 1;
                    },
                    () -> now,
                    again::add);

    private static IpAddress ip(int last) {
        return IpAddress.parse("10.244.0." + last);
    }

    private static WorkloadEndpoint pod(String container, int last) {
        return new WorkloadEndpoint(
                container,
                "eth0",
                "ns",
                "pod-" + container,
                "",
                "cali" + container,
                List.of(ip(last)),
                "/run/netns/x",
                "pods",
                Instant.EPOCH);
    }

    /// As a run does, with the gate opened in between.
    private void run(WorkloadEndpoint... wired) {
        connections.update(List.of(wired));
        connections.tidy();
    }

    private void wait(Duration time) {
        now += time.toNanos();
    }

    @Test
    void atTheStartNothingIsForgotten() {
        run(pod("a", 1), pod("b", 2));
        run(pod("a", 1), pod("b", 2), pod("c", 3));
        assertEquals(List.of(), forgotten);
        assertEquals(List.of(), again);
    }

    @Test
    void thoseOfAPodThatIsGoneAreForgottenOnceAndWhenNobodyWaits() {
        run(pod("a", 1), pod("b", 2));
        connections.update(List.of(pod("b", 2)));
        assertEquals(List.of(), forgotten);
        connections.tidy();
        run(pod("b", 2));
        assertEquals(List.of(Set.of(ip(1))), forgotten);
    }

    @Test
    void thoseThatGoInASecondAreForgottenInOneGo() {
        run(pod("a", 1), pod("b", 2), pod("c", 3), pod("d", 4));
        run(pod("b", 2), pod("c", 3), pod("d", 4));
        wait(Duration.ofMillis(400));
        run(pod("c", 3), pod("d", 4));
        wait(Duration.ofMillis(500));
        run(pod("d", 4));
        assertEquals(List.of(Set.of(ip(1))), forgotten);
        assertEquals(List.of(Duration.ofMillis(600), Duration.ofMillis(100)), again);
        wait(Duration.ofMillis(100));
        run(pod("d", 4));
        assertEquals(List.of(Set.of(ip(1)), Set.of(ip(2), ip(3))), forgotten);
    }

    @Test
    void anAddressThatTheNextPodHasAlreadyIsForgottenBeforeItsGateIsOpened() {
        run(pod("a", 1));
        connections.update(List.of(pod("b", 1)));
        assertEquals(List.of(Set.of(ip(1))), forgotten);
    }

    @Test
    void anAddressThatIsGivenAgainWithinTheSecondIsForgottenFirst() {
        run(pod("a", 1), pod("b", 2));
        run(pod("b", 2));
        wait(Duration.ofMillis(10));
        run();
        assertEquals(List.of(Set.of(ip(1))), forgotten);
        connections.update(List.of(pod("c", 2)));
        assertEquals(List.of(Set.of(ip(1)), Set.of(ip(2))), forgotten);
    }

    @Test
    void aRefusalIsTriedAgainTogetherWithWhatIsGoneThen() {
        run(pod("a", 1), pod("b", 2));
        refused = true;
        run(pod("b", 2));
        refused = false;
        run();
        assertEquals(List.of(), forgotten);
        wait(GoneConnections.PAUSE);
        run();
        assertEquals(List.of(Set.of(ip(1), ip(2))), forgotten);
        assertEquals(List.of(), again);
    }
}
