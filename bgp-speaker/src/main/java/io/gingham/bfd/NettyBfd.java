package io.gingham.bfd;

import io.gingham.bfd.SessionTable.Origin;
import io.gingham.value.FailureText;
import io.gingham.value.IpAddress;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// BFD on real sockets. The ports are opened with the first session that needs them.
public final class NettyBfd implements BfdSessions {

    private static final Logger log = LoggerFactory.getLogger(NettyBfd.class);

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final Optional<IpAddress> listen;
    private final BfdClock clock;

    // Only on the loop.
    private final SessionTable table = new SessionTable();
    private final Map<BfdPort.Kind, BfdPort> ports = new HashMap<>();
    private final SecureRandom discriminators = new SecureRandom();

    private NettyBfd(Optional<IpAddress> listen) {
        this.listen = listen;
        // A thread that does nothing else: BGP's load must not delay it.
        this.group =
                new MultiThreadIoEventLoopGroup(
                        1, new DefaultThreadFactory("bfd", true), EpollIoHandler.newFactory());
        this.loop = group.next();
        this.clock = new LoopClock(loop);
    }

    /// @param listen where peers send to; absent: all of this machine's addresses
    /// @throws BfdException UNAVAILABLE
    public static NettyBfd open(Optional<IpAddress> listen) {
        if (!Epoll.isAvailable()) {
            throw new BfdException(
                    BfdException.Reason.UNAVAILABLE,
                    "BFD needs Netty's native transport: " + Epoll.unavailabilityCause());
        }
        return new NettyBfd(listen);
    }

    static boolean isIpv4(InetAddress address) {
        return address instanceof Inet4Address;
    }

    @Override
    public Watch watch(BfdTarget target, BfdConfig config, Consumer<BfdChange> listener) {
        return call(() -> add(target, config, listener));
    }

    private Watch add(BfdTarget target, BfdConfig config, Consumer<BfdChange> listener)
            throws UnknownHostException {
        Origin origin = Origin.of(target, config.multihop());
        if (table.isWatched(origin)) {
            throw new BfdException(
                    BfdException.Reason.ALREADY_WATCHED,
                    "there is a BFD session with " + target + " already");
        }
        var kind = new BfdPort.Kind(target.peer().isIpv4(), config.multihop());
        if (!ports.containsKey(kind)) {
            ports.put(kind, BfdPort.open(kind, listen, loop, table));
        }
        SessionSocket socket =
                new SessionSocket(
                        target,
                        new InetSocketAddress(peerAddress(target), kind.port()),
                        target.localAddress().orElse(kind.anyAddress()).toInetAddress(),
                        loop);
        SessionDriver driver =
                new SessionDriver(
                        target,
                        BfdSession.starting(config, freshDiscriminator()),
                        clock,
                        socket::send,
                        listener);
        table.add(origin, driver);
        driver.start();
        return new LoopWatch(origin, driver, socket);
    }

    private static InetAddress peerAddress(BfdTarget target) throws UnknownHostException {
        InetAddress plain = target.peer().toInetAddress();
        if (!Origin.isOnLink(target.peer()) || target.interfaceName().isEmpty()) {
            return plain;
        }
        String name = target.interfaceName().get();
        try {
            NetworkInterface link = NetworkInterface.getByName(name);
            if (link == null) {
                throw new BfdException(
                        BfdException.Reason.CANNOT_LISTEN,
                        "there is no interface '" + name + "', on which " + target + " must be");
            }
            return Inet6Address.getByAddress(null, plain.getAddress(), link.getIndex());
        } catch (SocketException e) {
            throw new BfdException(
                    BfdException.Reason.CANNOT_LISTEN,
                    "interface '" + name + "' can't be looked at: " + FailureText.of(e));
        }
    }

    private int freshDiscriminator() {
        int discriminator = discriminators.nextInt();
        while (!table.isFree(discriminator)) {
            discriminator = discriminators.nextInt();
        }
        return discriminator;
    }

    @Override
    public List<BfdStatus> sessions() {
        return call(table::status);
    }

    @Override
    public void close() {
        if (group.isShuttingDown()) {
            return;
        }
        call(
                () -> {
                    table.all().forEach(SessionDriver::disable);
                    table.all().forEach(SessionDriver::stop);
                    ports.values().forEach(BfdPort::close);
                    return true;
                });
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private <T> T call(Callable<T> question) {
        var answer = loop.submit(question).awaitUninterruptibly();
        if (answer.cause() instanceof RuntimeException e) {
            throw e;
        }
        if (answer.cause() != null) {
            throw new BfdException(
                    BfdException.Reason.CANNOT_LISTEN, "BFD failed: " + answer.cause());
        }
        return answer.getNow();
    }

    private final class LoopWatch implements Watch {

        private final Origin origin;
        private final SessionDriver driver;
        private final SessionSocket socket;

        LoopWatch(Origin origin, SessionDriver driver, SessionSocket socket) {
            this.origin = origin;
            this.driver = driver;
            this.socket = socket;
        }

        @Override
        public void change(BfdConfig config) {
            if (config.multihop() != origin.multihop()) {
                throw new IllegalArgumentException(
                        "the number of hops of a BFD session can't change");
            }
            loop.execute(() -> driver.change(config));
        }

        @Override
        public void close() {
            if (!loop.isShuttingDown()) {
                loop.execute(this::retire);
            }
        }

        private void retire() {
            driver.disable();
            table.retire(origin, driver);
            loop.schedule(
                    this::remove, driver.peersDetectionTime().toNanos(), TimeUnit.NANOSECONDS);
        }

        private void remove() {
            driver.stop();
            table.remove(driver);
            socket.close();
        }
    }

    private record LoopClock(EventLoop loop) implements BfdClock {

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Runnable schedule(long afterNanos, Runnable task) {
            var alarm = loop.schedule(() -> run(task), afterNanos, TimeUnit.NANOSECONDS);
            return () -> alarm.cancel(false);
        }

        /// What is thrown here is an error of ours, and must be seen.
        private static void run(Runnable task) {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.error("internal error in BFD, please report it", e);
            }
        }

        @Override
        public double random() {
            return ThreadLocalRandom.current().nextDouble();
        }
    }
}
