package io.gingham.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.value.IpFamily;
import org.junit.jupiter.api.Test;

class SysctlTest {

    @Test
    void aSettingBelongsToTheNamespaceOfTheThread() {
        try (TestNamespaces namespaces = new TestNamespaces()) {
            NetworkNamespace one = namespaces.create("one");
            NetworkNamespace two = namespaces.create("two");
            Sysctl forward = Sysctl.ofLink(IpFamily.IPV4, "lo", "forwarding");
            String before = two.call(forward::read);

            assertTrue(one.call(() -> forward.put(before.equals("0") ? 1 : 0)));

            assertEquals(before, two.call(forward::read));
            assertEquals(before.equals("0") ? "1" : "0", one.call(forward::read));
        }
    }

    @Test
    void writingTheSameValueWritesNothing() {
        Sysctl forward = Sysctl.ofLink(IpFamily.IPV4, "lo", "proxy_arp");
        forward.put(1);

        assertFalse(forward.put(1));
    }

    @Test
    void anAbsentSettingIsNamed() {
        Sysctl absent = Sysctl.ofLink(IpFamily.IPV6, "no.such", "forwarding");

        NetlinkException e = assertThrows(NetlinkException.class, absent::read);

        assertFalse(absent.exists());
        assertEquals(Errno.ENOENT, e.errno());
        assertTrue(e.toString().contains("net.ipv6.conf.no/such.forwarding"), e.toString());
    }

    @Test
    void aValueTheKernelDoesNotTakeIsRefused() {
        NetlinkException e =
                assertThrows(
                        NetlinkException.class,
                        () -> Sysctl.ofLink(IpFamily.IPV4, "lo", "forwarding").put("many"));

        assertEquals(Errno.EINVAL, e.errno());
    }

    @Test
    void aNameThatLeavesTheFolderIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Sysctl.of("ipv4", "..", "core"));
        assertThrows(IllegalArgumentException.class, () -> Sysctl.of("ipv4", "a/b"));
    }
}
