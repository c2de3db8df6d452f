package io.gingham.dataplane.iptables;

import io.gingham.netlink.NetworkNamespace;
import io.gingham.policy.model.PodKey;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// The test JVM's own network namespace as a node: it forwards between pods, each in a namespace of
/// its own, and every pod accepts TCP connections on [TestPod#PORT].
final class TestNode implements AutoCloseable {

    static final String NAME = "n1";
    static final ProcessRunner RUNNER = new ProcessRunner(Duration.ofSeconds(30));

    /// After this long without an answer a connection counts as denied.
    private static final Duration DENIED_AFTER = Duration.ofMillis(350);

    /// An allowed connection on a busy machine takes less than this.
    private static final Duration ALLOWED_WITHIN = Duration.ofSeconds(10);

    /// The node's own addresses, as its pods see them.
    static final IpAddress HOST4 = IpAddress.parse("169.254.1.1");

    static final IpAddress HOST6 = IpAddress.parse("fd00:99::1");

    /// Every node of a run has addresses of its own, so that what conntrack remembers of an earlier
    /// one can't answer for it.
    private static final AtomicInteger NODES = new AtomicInteger();

    private boolean hasWorld;
    private final int net = NODES.incrementAndGet();
    private final List<TestPod> pods = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    TestNode() {
        sysctl("net/ipv4/ip_forward");
        sysctl("net/ipv6/conf/all/forwarding");
    }

    TestPod addPod(String namespace, String name, Map<String, String> labels) {
        int number = pods.size() + 1;
        String interfaceName = "cali0000000000" + number;
        return addPod(new PodKey(namespace, name), interfaceName, number, labels);
    }

    private TestPod addPod(
            PodKey key, String interfaceName, int number, Map<String, String> labels) {
        String netns = "pod" + number;
        NetworkNamespace namespace = NetworkNamespace.create(netns);
        TestPod pod =
                new TestPod(
                        key,
                        interfaceName,
                        IpAddress.parse("10.65." + net + "." + (number + 1)),
                        IpAddress.parse("fd00:65:" + net + "::" + (number + 1)),
                        labels,
                        namespace);
        pods.add(pod);
        ip("link add " + interfaceName + " type veth peer name eth0 netns " + netns);
        ip("addr add fe80::1/64 dev " + interfaceName + " nodad");
        ip("addr add 169.254.1.1/32 dev " + interfaceName);
        ip("addr add fd00:99::1/128 dev " + interfaceName + " nodad");
        ip("link set " + interfaceName + " up");
        for (String line :
                List.of(
                        "link set lo up",
                        "link set eth0 up",
                        "addr add " + pod.ipv4() + "/32 dev eth0",
                        "addr add " + pod.ipv6() + "/128 dev eth0 nodad",
                        "route add 169.254.1.1 dev eth0 scope link",
                        "route add default via 169.254.1.1 dev eth0 src " + pod.ipv4(),
                        "-6 route add default via fe80::1 dev eth0 src " + pod.ipv6())) {
            ip("-n " + netns + " " + line);
        }
        ip("route add " + pod.ipv4() + " dev " + interfaceName);
        ip("-6 route add " + pod.ipv6() + " dev " + interfaceName);
        listen(namespace);
        return pod;
    }

    /// A host outside the cluster that listens on [TestPod#PORT] and has no route to pods: who
    /// wants an answer must come from the node's address.
    IpAddress addWorld() {
        NetworkNamespace world = NetworkNamespace.create("world");
        ip("link add up0 type veth peer name eth0 netns world");
        ip("addr add 203.0.113.1/24 dev up0");
        ip("link set up0 up");
        ip("-n world link set eth0 up");
        ip("-n world addr add 203.0.113.2/24 dev eth0");
        listen(world);
        hasWorld = true;
        return IpAddress.parse("203.0.113.2");
    }

    /// True if a TCP connection from the pod to the address comes about.
    static boolean connects(TestPod from, IpAddress to, boolean expected) {
        return from.namespace()
                .call(() -> connects(from.ip(to.family()), to, TestPod.PORT, expected));
    }

    static boolean connects(TestPod from, TestPod to, IpFamily family, boolean expected) {
        return connects(from, to.ip(family), expected);
    }

    /// From a process of the node.
    static boolean nodeConnects(TestPod to, IpFamily family, boolean expected) {
        try (SocketChannel channel = SocketChannel.open()) {
            return finish(channel, to.ip(family), TestPod.PORT, expected);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean connects(IpAddress source, IpAddress to, int port, boolean expected) {
        try (SocketChannel channel = SocketChannel.open()) {
            channel.bind(new InetSocketAddress(source.toInetAddress(), 0));
            return finish(channel, to, port, expected);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean finish(SocketChannel channel, IpAddress to, int port, boolean expected)
            throws IOException {
        SocketAddress address = new InetSocketAddress(to.toInetAddress(), port);
        Duration limit = expected ? ALLOWED_WITHIN : DENIED_AFTER;
        channel.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            if (channel.connect(address)) {
                return true;
            }
            channel.register(selector, SelectionKey.OP_CONNECT);
            return selector.select(limit.toMillis()) > 0 && channel.finishConnect();
        }
    }

    /// One ICMP echo request, one second.
    static boolean pings(TestPod from, TestPod to, IpFamily family) {
        return from.namespace()
                .call(
                        () -> {
                            try {
                                return to.ip(family).toInetAddress().isReachable(1000);
                            } catch (IOException e) {
                                return false;
                            }
                        });
    }

    /// An open connection from the one pod to the other.
    static SocketChannel connection(TestPod from, TestPod to, IpFamily family) {
        return from.namespace()
                .call(
                        () -> {
                            try {
                                return SocketChannel.open(
                                        new InetSocketAddress(
                                                to.ip(family).toInetAddress(), TestPod.PORT));
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });
    }

    /// Sends a byte and waits for its echo.
    static void roundTrip(SocketChannel channel) throws IOException {
        channel.configureBlocking(true);
        channel.socket().setSoTimeout((int) ALLOWED_WITHIN.toMillis());
        channel.write(ByteBuffer.wrap(new byte[] {42}));
        if (channel.socket().getInputStream().read() != 42) {
            throw new IOException("no echo");
        }
    }

    private void listen(NetworkNamespace namespace) {
        ServerSocketChannel server =
                namespace.call(
                        () -> {
                            try {
                                return ServerSocketChannel.open()
                                        .bind(new InetSocketAddress(TestPod.PORT));
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        open.add(server);
        Thread.ofPlatform().daemon().start(() -> echo(server));
    }

    /// Sends back what each connection sends.
    private static void echo(ServerSocketChannel server) {
        while (server.isOpen()) {
            try {
                SocketChannel accepted = server.accept();
                Thread.ofVirtual().start(() -> echo(accepted));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void echo(SocketChannel accepted) {
        try (accepted) {
            var buffer = ByteBuffer.allocate(512);
            while (accepted.read(buffer) >= 0) {
                buffer.flip();
                accepted.write(buffer);
                buffer.clear();
            }
        } catch (IOException ignored) {
            // The other side went away.
        }
    }

    /// For `ip`, before its command.
    static String option(IpFamily family) {
        return family == IpFamily.IPV4 ? "" : "-6 ";
    }

    static void ip(String arguments) {
        run("ip " + arguments);
    }

    /// Runs a command in the node's namespace and returns what it printed.
    static String run(String command) {
        return RUNNER.run(List.of(command.split(" "))).orThrow().stdoutText();
    }

    static void sysctl(String key) {
        try {
            Files.writeString(Path.of("/proc/sys", key), "1");
        } catch (IOException e) {
            throw new IllegalStateException("can't switch " + key + " on", e);
        }
    }

    @Override
    public void close() {
        for (AutoCloseable closeable : open) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        if (hasWorld) {
            ip("link del up0");
            NetworkNamespace.delete("world");
        }
        for (int i = 0; i < pods.size(); i++) {
            ip("link del " + pods.get(i).interfaceName());
            NetworkNamespace.delete("pod" + (i + 1));
        }
    }
}
