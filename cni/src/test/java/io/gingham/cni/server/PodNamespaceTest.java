package io.gingham.cni.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.netlink.NetworkNamespace;
import org.junit.jupiter.api.Test;

/// Runs in private namespaces.
class PodNamespaceTest {

    private static CniException refusal(String path) {
        CniException e = assertThrows(CniException.class, () -> PodNamespace.at(path));
        assertEquals(CniErrorCode.INVALID_ENVIRONMENT.number(), e.code());
        assertTrue(e.details().contains("'" + path + "'"), e.details());
        return e;
    }

    @Test
    void isAFileAsContainerdAndCrioNameIt() {
        NetworkNamespace pod = NetworkNamespace.create("cni-1234");
        try {
            assertFalse(PodNamespace.at("/run/netns/cni-1234").isCurrent());
            assertFalse(PodNamespace.at("/var/run/netns/cni-1234").isCurrent());
        } finally {
            NetworkNamespace.delete("cni-1234");
        }
        assertEquals("cni-1234", pod.toString());
    }

    @Test
    void aProcessThatIsNotSeenSaysWhatTheDaemonSetNeeds() {
        String text = refusal("/proc/999999999/ns/net").text();
        assertTrue(text.contains("hostPID: true"), text);
        assertTrue(text.contains("SYS_PTRACE"), text);
    }

    /// The number is another process's in the agent's container.
    @Test
    void aProcessOfTheHostsNetworkSaysSoToo() {
        String text = refusal("/proc/" + ProcessHandle.current().pid() + "/ns/net").text();
        assertTrue(text.contains("the host's own network namespace"), text);
        assertTrue(text.contains("hostPID: true"), text);
    }

    @Test
    void anotherPathSaysNothingOfProcesses() {
        assertFalse(refusal("/run/netns/absent").text().contains("hostPID"));
        assertFalse(refusal("/proc/self/ns/net").text().contains("hostPID"));
    }
}
