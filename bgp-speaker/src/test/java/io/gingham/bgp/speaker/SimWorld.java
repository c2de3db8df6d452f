package io.gingham.bgp.speaker;

import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.NextHops;
import io.gingham.bgp.speaker.NodeLog.Input;
import io.gingham.delta.Delta;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Speakers, clock and cables in one thread: the same seed gives the same history. Messages cross
/// the cables as bytes, in order, with random delays.
final class SimWorld {

    private record Task(long at, long order, Runnable what) {}

    private final Random random;
    private final int longestDelayMillis;
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    private final Map<IpAddress, Node> nodes = new TreeMap<>();
    private final List<Cable> cables = new ArrayList<>();
    private long now;
    private long order;

    SimWorld(long seed) {
        this(seed, 50);
    }

    SimWorld(long seed, int longestDelayMillis) {
        this.random = new Random(seed);
        this.longestDelayMillis = longestDelayMillis;
    }

    Random random() {
        return random;
    }

    Node boot(IpAddress address, SpeakerConfig config, Map<IpPrefix, BestPath> kernel) {
        return boot(address, config, kernel, RouteMemory.PLENTY);
    }

    Node boot(
            IpAddress address,
            SpeakerConfig config,
            Map<IpPrefix, BestPath> kernel,
            RouteMemory memory) {
        Node node = new Node(address, config, kernel, memory);
        nodes.put(address, node);
        node.core.start();
        return node;
    }

    /// As kill -9: its connections break, nothing is said.
    void kill(Node node) {
        node.alive = false;
        nodes.remove(node.address);
        for (Cable cable : List.copyOf(cables)) {
            if (cable.a.owner == node || cable.b.owner == node) {
                cable.cut();
            }
        }
    }

    /// Breaks one connection, if there is any.
    void cutOne() {
        if (!cables.isEmpty()) {
            cables.get(random.nextInt(cables.size())).cut();
        }
    }

    /// One end of a connection reads what is no BGP, if there is any.
    void corruptOne() {
        if (!cables.isEmpty()) {
            Cable cable = cables.get(random.nextInt(cables.size()));
            End end = random.nextBoolean() ? cable.a : cable.b;
            later(0, () -> end.read(new byte[19]));
        }
    }

    int connections() {
        return cables.size();
    }

    void run(Duration time) {
        long end = now + time.toNanos();
        while (!tasks.isEmpty() && tasks.peek().at() <= end) {
            Task task = tasks.remove();
            now = task.at();
            task.what().run();
        }
        now = end;
    }

    private void later(long nanos, Runnable what) {
        tasks.add(new Task(now + nanos, order++, what));
    }

    private long delay() {
        return Duration.ofMillis(1 + random.nextInt(longestDelayMillis)).toNanos();
    }

    /// A speaker on its machine; the kernel outlives it.
    final class Node implements Network, Timers {
        final IpAddress address;
        final FakeBfd bfd = new FakeBfd();
        final SpeakerCore core;
        final Map<IpPrefix, BestPath> kernel;

        /// All that the kernel was told, in order.
        final List<Delta<IpPrefix, BestPath>> told = new ArrayList<>();

        private final SpeakerConfig config;
        private final NodeLog log = new NodeLog();
        private final long start = now;
        private int timers;
        private int attempts;
        private int connections;
        private boolean alive = true;

        /// What arrives while nothing is read, in order.
        private final List<Runnable> unread = new ArrayList<>();

        final FakeCollectors collectors = new FakeCollectors();
        boolean paused;
        int pauses;

        private Node(
                IpAddress address,
                SpeakerConfig config,
                Map<IpPrefix, BestPath> kernel,
                RouteMemory memory) {
            this.address = address;
            this.config = config;
            this.kernel = kernel;
            this.core =
                    new SpeakerCore(
                            config,
                            this,
                            collectors,
                            this,
                            bfd,
                            memory,
                            this::install,
                            NextHops.ALL_NEAR);
            core.converged().thenRun(this::sweepKernel);
        }

        /// What was there before and was not told again.
        private void sweepKernel() {
            Set<IpPrefix> fresh = new TreeSet<>();
            told.forEach(delta -> fresh.add(delta.key()));
            kernel.keySet().retainAll(fresh);
        }

        private void install(List<Delta<IpPrefix, BestPath>> deltas) {
            told.addAll(deltas);
            for (Delta<IpPrefix, BestPath> delta : deltas) {
                switch (delta) {
                    case Delta.Put(var prefix, var path) -> kernel.put(prefix, path);
                    case Delta.Remove(var prefix) -> kernel.remove(prefix);
                }
            }
        }

        void originate(Set<IpPrefix> prefixes) {
            log(new Input.Originate(Set.copyOf(prefixes)));
            core.originate(prefixes);
        }

        /// Asks for everything again, if there is a session.
        void refresh(String peer) {
            boolean up =
                    core.peers().stream().anyMatch(p -> p.name().equals(peer) && p.established());
            if (up) {
                log(new Input.Refresh(peer));
                core.refresh(peer);
            }
        }

        private void log(Input input) {
            log.add(now, input);
        }

        /// One that hears the same, from the start.
        Replay replay() {
            return new Replay(address, config, start, log);
        }

        @Override
        public long epochMicros() {
            return nanoTime() / 1_000;
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public double random() {
            double next = random.nextDouble();
            log.randoms.add(next);
            return next;
        }

        @Override
        public void soon(Runnable task) {
            schedule(Duration.ZERO, task);
        }

        @Override
        public Runnable schedule(Duration after, Runnable task) {
            boolean[] cancelled = new boolean[1];
            int number = timers++;
            later(
                    after.toNanos(),
                    () -> {
                        if (alive && !cancelled[0]) {
                            log(new Input.Fired(number));
                            task.run();
                        }
                    });
            return () -> cancelled[0] = true;
        }

        @Override
        public Runnable connect(
                PeerConfig peer, Consumer<Connection> connected, Consumer<String> failed) {
            boolean[] cancelled = new boolean[1];
            int number = attempts++;
            Consumer<End> made =
                    end -> {
                        log(new Input.Connected(number, end.number));
                        connected.accept(end.connection);
                    };
            Consumer<String> refused =
                    reason -> {
                        log(new Input.Failed(number, reason));
                        failed.accept(reason);
                    };
            later(delay(), () -> dial(peer, made, refused, cancelled));
            return () -> cancelled[0] = true;
        }

        /// For longer than any message is on its way, so that some come meanwhile.
        @Override
        public void pauseReading(Runnable allHeard) {
            paused = true;
            pauses++;
            schedule(Duration.ofMillis(2L * longestDelayMillis), allHeard);
        }

        @Override
        public void resumeReading() {
            paused = false;
            List<Runnable> now = List.copyOf(unread);
            unread.clear();
            now.forEach(each -> later(0, each));
        }

        private void arrived(Runnable event) {
            if (paused) {
                unread.add(event);
            } else {
                event.run();
            }
        }

        private void dial(
                PeerConfig peer,
                Consumer<End> connected,
                Consumer<String> failed,
                boolean[] cancelled) {
            Node other = nodes.get(peer.address());
            if (!alive || cancelled[0]) {
                return;
            }
            if (other == null) {
                failed.accept("refused");
                return;
            }
            Cable cable = new Cable(this, other);
            cables.add(cable);
            // The side that was called knows first, as with a real SYN and its answer.
            other.log(new Input.Incoming(cable.b.number));
            other.core.incoming(cable.b.connection);
            later(
                    delay(),
                    () -> {
                        if (alive && !cancelled[0]) {
                            connected.accept(cable.a);
                        } else {
                            cable.a.connection.close();
                        }
                    });
        }
    }

    /// One TCP connection.
    private final class Cable {
        final End a;
        final End b;

        Cable(Node caller, Node called) {
            a = new End(caller, called.address, this);
            b = new End(called, caller.address, this);
            a.other = b;
            b.other = a;
        }

        void cut() {
            cables.remove(this);
            a.arrive(end -> end.closed("reset"));
            b.arrive(end -> end.closed("reset"));
        }
    }

    private final class End implements SimConnection.Wire {
        private final Node owner;
        private final Cable cable;
        private final int number;
        private final SimConnection connection;
        private @Nullable End other;
        private long lastArrival;

        End(Node owner, IpAddress remote, Cable cable) {
            this.owner = owner;
            this.cable = cable;
            this.number = owner.connections++;
            this.connection = new SimConnection(owner.address, remote, () -> owner.alive, this);
            owner.log(new Input.Opened(number, remote));
        }

        @Override
        public void carry(byte[] message) {
            arrive(end -> end.read(message));
        }

        @Override
        public void hangUp() {
            arrive(end -> end.closed("closed by the peer"));
            cables.remove(cable);
        }

        /// In order, as TCP does.
        private void arrive(Consumer<End> what) {
            End end = other;
            if (end != null) {
                end.lastArrival = Math.max(now + delay(), end.lastArrival + 1);
                later(end.lastArrival - now, () -> end.owner.arrived(() -> what.accept(end)));
            }
        }

        private void read(byte[] message) {
            if (owner.alive) {
                owner.log(new Input.Read(number, NodeLog.boxed(message)));
                connection.read(message);
            }
        }

        private void closed(String reason) {
            if (owner.alive) {
                owner.log(new Input.Closed(number, reason));
                connection.broken(reason);
            }
        }
    }
}
