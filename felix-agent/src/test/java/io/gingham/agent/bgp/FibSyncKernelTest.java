package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.delta.Delta;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.netlink.TestNamespaces;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// In a real kernel, in a namespace of its own.
class FibSyncKernelTest {

    @Test
    void whatItWroteOnceItFindsAgainInBothFamilies() {
        try (TestNamespaces namespaces = new TestNamespaces()) {
            NetworkNamespace node = namespaces.createWithLoopback("fib");
            namespaces.run(node, "ip", "link", "add", "uplink", "type", "bridge");
            namespaces.run(node, "ip", "address", "add", "192.0.2.1/24", "dev", "uplink");
            namespaces.run(
                    node, "ip", "address", "add", "2001:db8::1/64", "dev", "uplink", "nodad");
            namespaces.run(node, "ip", "link", "set", "uplink", "up");
            try (Netlink kernel = node.call(Netlink::open)) {
                FibSync fib = filled(new FibSync(kernel));
                assertEquals(Set.of(), fib.sync());
                assertEquals(4, fib.routesWritten());
                FibSync again = filled(new FibSync(kernel));
                again.converged();
                assertEquals(Set.of(), again.sync());
                assertEquals(0, again.routesWritten());
            }
        }
    }

    private static FibSync filled(FibSync fib) {
        fib.ownBlocks(List.of(IpPrefix.parse("10.244.1.0/24"), IpPrefix.parse("2001:db8:1::/64")));
        fib.learn(
                List.of(
                        Delta.put(IpPrefix.parse("10.244.2.0/24"), IpAddress.parse("192.0.2.2")),
                        Delta.put(
                                IpPrefix.parse("2001:db8:2::/64"),
                                IpAddress.parse("2001:db8::2"))));
        return fib;
    }
}
