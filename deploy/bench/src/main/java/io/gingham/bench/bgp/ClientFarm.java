package io.gingham.bench.bgp;

import io.gingham.bench.BenchException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/// Many clients of a reflector on one thread, which knows when the last of them has heard what it
/// must.
final class ClientFarm implements AutoCloseable {

    private static final int READ_OCTETS = 1 << 18;
    private static final long RETRY_NANOS = 300_000_000;

    private final Selector selector;
    private final List<Integer> addresses;
    private final List<FarmClient> clients = new CopyOnWriteArrayList<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    /// Numbers of the clients that may lack something of the goal.
    private final ArrayDeque<Integer> waiting = new ArrayDeque<>();

    private FarmGoal goal = new FarmGoal(0, 0, 0);
    private volatile long reachedAt;
    private volatile int watchedMed;
    private volatile boolean closed;
    private volatile String failure = "";

    private ClientFarm(Selector selector, List<Integer> addresses) {
        this.selector = selector;
        this.addresses = addresses;
    }

    /// Connects from each address; not all are established yet.
    static ClientFarm connect(List<Integer> addresses) {
        try {
            ClientFarm farm = new ClientFarm(Selector.open(), addresses);
            for (int address : addresses) {
                farm.clients.add(farm.open(address));
            }
            Thread.ofPlatform().daemon().name("clients").start(farm::run);
            return farm;
        } catch (IOException e) {
            throw new BenchException("a client can't connect", e);
        }
    }

    private FarmClient open(int address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.bind(new InetSocketAddress(BenchNet.address(address), 0));
        channel.connect(new InetSocketAddress(BenchPeer.SPEAKER, BenchNet.PORT));
        channel.configureBlocking(false);
        FarmClient client = new FarmClient(channel);
        channel.register(selector, SelectionKey.OP_READ, client);
        client.greet(address);
        return client;
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_OCTETS);
        try {
            long retryAt = System.nanoTime() + RETRY_NANOS;
            while (!closed) {
                selector.select(key -> ((FarmClient) key.attachment()).read(buffer), 100);
                if (System.nanoTime() > retryAt) {
                    retry();
                    retryAt = System.nanoTime() + RETRY_NANOS;
                }
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                look();
            }
            for (SelectionKey key : List.copyOf(selector.keys())) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException | BenchException e) {
            failure = String.valueOf(e.getMessage());
        }
    }

    /// Some speakers take no new session from an address for a while after its last has ended.
    private void retry() throws IOException {
        for (int i = 0; i < clients.size(); i++) {
            FarmClient client = clients.get(i);
            if (!client.established() && !client.ending().isEmpty()) {
                client.close();
                clients.set(i, open(addresses.get(i)));
            }
        }
    }

    /// Those at the head that are there are not looked at again.
    private void look() {
        watchedMed = clients.getLast().latestMed();
        while (!waiting.isEmpty() && clients.get(waiting.peek()).has(goal)) {
            waiting.poll();
        }
        if (waiting.isEmpty() && reachedAt == 0) {
            reachedAt = System.nanoTime();
        }
    }

    /// The highest MED that the client which connected last has heard.
    int watchedMed() {
        return watchedMed;
    }

    void awaitEstablished(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            long missing = clients.stream().filter(client -> !client.established()).count();
            if (missing == 0) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new BenchException(missing + " clients got no session" + endings());
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    private String endings() {
        return clients.stream()
                .map(FarmClient::ending)
                .filter(ending -> !ending.isEmpty())
                .findFirst()
                .map(ending -> "; the first to end: " + ending)
                .orElse("");
    }

    /// Forgets what was heard, and waits for more from now on.
    void expect(FarmGoal next) {
        expect(next, true);
    }

    /// Waits for what was not heard yet.
    void expectMore(FarmGoal next) {
        expect(next, false);
    }

    private void expect(FarmGoal next, boolean forget) {
        Thread caller = Thread.currentThread();
        boolean[] done = {false};
        tasks.add(
                () -> {
                    goal = next;
                    if (forget) {
                        clients.forEach(FarmClient::forget);
                    }
                    waiting.clear();
                    IntStream.range(0, clients.size()).forEach(waiting::add);
                    reachedAt = 0;
                    synchronized (done) {
                        done[0] = true;
                    }
                    LockSupport.unpark(caller);
                });
        selector.wakeup();
        while (true) {
            synchronized (done) {
                if (done[0]) {
                    return;
                }
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// @return the moment at which the last client had it, as [System#nanoTime]
    long await(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (reachedAt == 0) {
            LockSupport.parkNanos(200_000);
            if (System.nanoTime() > end || !failure.isEmpty()) {
                throw new BenchException(
                        "after "
                                + limit.toSeconds()
                                + " s not all clients have "
                                + goal
                                + "; the last has "
                                + clients.getLast().announced()
                                + " announced"
                                + endings()
                                + failure);
            }
        }
        return reachedAt;
    }

    /// To be asked at rest.
    void mustHaveExactly(RouteFeed feed) {
        long wrong = clients.stream().filter(client -> !client.hasExactly(feed)).count();
        if (wrong > 0) {
            throw new BenchException(
                    wrong + " clients have other prefixes than those sent, or twice");
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
    }
}
