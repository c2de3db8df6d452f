package io.gingham.agent.enforce;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.cni.WorkloadEndpoint;
import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.value.IpAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GoneConnectionsTest {

    private final List<Set<IpAddress>> forgotten = new ArrayList<>();
    private boolean refused;
    private final GoneConnections connections =
            new GoneConnections(
                    addresses -> {
                        if (refused) {
                            throw new NetlinkException(Errno.EPERM, "list connections");
                        }
                        forgotten.add(addresses);
                        return 1;
                    });

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

    @Test
    void atTheStartNothingIsForgotten() {
        connections.update(List.of(pod("a", 1), pod("b", 2)));
        connections.update(List.of(pod("a", 1), pod("b", 2), pod("c", 3)));
        assertEquals(List.of(), forgotten);
    }

    @Test
    void thoseOfAPodThatIsGoneAreForgottenOnce() {
        connections.update(List.of(pod("a", 1), pod("b", 2)));
        connections.update(List.of(pod("b", 2)));
        connections.update(List.of(pod("b", 2)));
        assertEquals(List.of(Set.of(ip(1))), forgotten);
    }

    @Test
    void anAddressThatTheNextPodHasAlreadyIsForgottenToo() {
        connections.update(List.of(pod("a", 1)));
        connections.update(List.of(pod("b", 1)));
        assertEquals(List.of(Set.of(ip(1))), forgotten);
    }

    @Test
    void aRefusalIsTriedAgainTogetherWithWhatIsGoneThen() {
        connections.update(List.of(pod("a", 1), pod("b", 2)));
        refused = true;
        connections.update(List.of(pod("b", 2)));
        refused = false;
        connections.update(List.of());
        assertEquals(List.of(Set.of(ip(1), ip(2))), forgotten);
    }
}
