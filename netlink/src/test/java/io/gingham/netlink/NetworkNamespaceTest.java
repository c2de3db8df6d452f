package io.gingham.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkNamespaceTest {

    @Test
    void workRunsInsideTheNamespaceAndTheCallerStaysOutside() {
        try (TestNamespaces namespaces = new TestNamespaces()) {
            NetworkNamespace inside = namespaces.create("a");
            NetworkNamespace before = NetworkNamespace.current();

            NetworkNamespace.Identity seen =
                    inside.call(() -> NetworkNamespace.current().identity());

            assertEquals(inside.identity(), seen);
            assertTrue(NetworkNamespace.current().isSameAs(before));
            assertFalse(inside.isSameAs(before));
            assertFalse(inside.isCurrent());
            assertTrue(inside.call(inside::isCurrent));
        }
    }

    @Test
    void aFifoIsNoNamespaceAndIsNotWaitedFor(@TempDir Path folder) {
        Path fifo = folder.resolve("fifo");
        TestNamespaces.runHere("mkfifo", fifo.toString());
        for (Path bad : List.of(fifo, folder, Path.of("/dev/null"))) {
            NetlinkException refusal =
                    assertThrows(
                            NetlinkException.class,
                            () -> NetworkNamespace.atPath(bad).call(() -> "entered"));
            assertTrue(refusal.is(Errno.EINVAL), refusal::toString);
        }
    }

    @Test
    void aSocketOpenedInsideListensInsideOnly() throws IOException {
        try (TestNamespaces namespaces = new TestNamespaces()) {
            NetworkNamespace inside = namespaces.create("a");
            ServerSocketChannel server =
                    inside.call(() -> ServerSocketChannel.open().bind(new InetSocketAddress(0)));
            try (server) {
                int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
                InetSocketAddress address =
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
                namespaces.run(inside, "ip", "link", "set", "lo", "up");
                try (SocketChannel client =
                        inside.call(
                                () -> {
                                    SocketChannel channel = SocketChannel.open();
                                    channel.connect(address);
                                    return channel;
                                })) {
                    assertTrue(client.isConnected());
                }
                assertThrows(IOException.class, () -> SocketChannel.open(address).close());
            }
        }
    }

    @Test
    void exceptionsOfTheWorkReachTheCallerAsTheyAre() {
        try (TestNamespaces namespaces = new TestNamespaces()) {
            NetworkNamespace inside = namespaces.create("a");
            IOException sent = new IOException("from inside");

            IOException seen =
                    assertThrows(
                            IOException.class,
                            () ->
                                    inside.<String, IOException>call(
                                            () -> {
                                                throw sent;
                                            }));

            assertEquals(sent, seen);
        }
    }

    @Test
    void aVirtualThreadMayCall() throws Exception {
        try (TestNamespaces namespaces = new TestNamespaces()) {
            NetworkNamespace inside = namespaces.create("a");
            List<Boolean> virtualInside = new java.util.concurrent.CopyOnWriteArrayList<>();

            Thread.ofVirtual()
                    .start(
                            () ->
                                    virtualInside.add(
                                            inside.call(() -> Thread.currentThread().isVirtual())))
                    .join();

            assertEquals(List.of(false), virtualInside);
        }
    }

    @Test
    void anAbsentNamespaceIsRefusedByName() {
        NetlinkException e =
                assertThrows(
                        NetlinkException.class,
                        () -> NetworkNamespace.named("no-such-one").call(() -> 1));

        assertEquals(Errno.ENOENT, e.errno());
        assertTrue(e.toString().contains("no-such-one"), e.toString());
    }

    @Test
    void aPlainFileIsNoNamespace() throws IOException {
        Path file = Files.createTempFile("not-a-namespace", "");
        try {
            NetlinkException e =
                    assertThrows(
                            NetlinkException.class,
                            () -> NetworkNamespace.atPath(file).call(() -> 1));

            assertEquals(Errno.EINVAL, e.errno());
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void createdNamespacesAreKnownToIpNetnsAndGoneAfterDelete() throws IOException {
        String name = TestNamespaces.uniqueName("c");
        NetworkNamespace created = NetworkNamespace.create(name);
        try {
            assertTrue(TestNamespaces.runHere("ip", "netns", "list").contains(name));
            assertTrue(created.call(NetworkNamespaceTest::interfaces).contains("lo"));
            NetlinkException again =
                    assertThrows(NetlinkException.class, () -> NetworkNamespace.create(name));
            assertEquals(Errno.EEXIST, again.errno());
        } finally {
            NetworkNamespace.delete(name);
        }
        assertFalse(created.exists());
        NetworkNamespace.delete(name);
    }

    @Test
    void aNameWithASlashIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> NetworkNamespace.named("../etc"));
    }

    private static List<String> interfaces() throws IOException {
        return NetworkInterface.networkInterfaces().map(NetworkInterface::getName).toList();
    }
}
