package io.gingham.bgp.speaker;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.Decoded;
import io.gingham.bgp.codec.MessageDecoder;
import io.gingham.bgp.codec.MessageEncoder;
import io.gingham.bgp.codec.MessageFraming;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.rib.BestPath;
import io.gingham.delta.Delta;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.nio.ByteBuffer;
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
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
    private final Map<IpAddress, Node> nodes = new TreeMap<>();
    private final List<Cable> cables = new ArrayList<>();
    private long now;
    private long order;

    SimWorld(long seed) {
        random = new Random(seed);
    }

    Random random() {
        return random;
    }

    Node boot(IpAddress address, SpeakerConfig config, Map<IpPrefix, BestPath> kernel) {
        Node node = new Node(address, config, kernel);
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
        return Duration.ofMillis(1 + random.nextInt(50)).toNanos();
    }

    /// A speaker on its machine; the kernel outlives it.
    final class Node implements Network, Timers {
        final IpAddress address;
        final FakeBfd bfd = new FakeBfd();
        final SpeakerCore core;
        final Map<IpPrefix, BestPath> kernel;
        private boolean alive = true;

        private Node(IpAddress address, SpeakerConfig config, Map<IpPrefix, BestPath> kernel) {
            this.address = address;
            this.kernel = kernel;
            this.core = new SpeakerCore(config, this, this, bfd, this::install);
            Set<IpPrefix> fresh = new TreeSet<>();
            listeners.add(deltas -> deltas.forEach(delta -> fresh.add(delta.key())));
            core.converged().thenRun(() -> kernel.keySet().retainAll(fresh));
        }

        private final List<Consumer<List<Delta<IpPrefix, BestPath>>>> listeners = new ArrayList<>();

        private void install(List<Delta<IpPrefix, BestPath>> deltas) {
            listeners.forEach(listener -> listener.accept(deltas));
            for (Delta<IpPrefix, BestPath> delta : deltas) {
                switch (delta) {
                    case Delta.Put(var prefix, var path) -> kernel.put(prefix, path);
                    case Delta.Remove(var prefix) -> kernel.remove(prefix);
                }
            }
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public double random() {
            return random.nextDouble();
        }

        @Override
        public void soon(Runnable task) {
            schedule(Duration.ZERO, task);
        }

        @Override
        public Runnable schedule(Duration after, Runnable task) {
            boolean[] cancelled = new boolean[1];
            later(
                    after.toNanos(),
                    () -> {
                        if (alive && !cancelled[0]) {
                            task.run();
                        }
                    });
            return () -> cancelled[0] = true;
        }

        @Override
        public Runnable connect(
                PeerConfig peer, Consumer<Connection> connected, Consumer<String> failed) {
            boolean[] cancelled = new boolean[1];
            later(delay(), () -> dial(peer, connected, failed, cancelled));
            return () -> cancelled[0] = true;
        }

        private void dial(
                PeerConfig peer,
                Consumer<Connection> connected,
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
            other.core.incoming(cable.b);
            later(
                    delay(),
                    () -> {
                        if (alive && !cancelled[0]) {
                            connected.accept(cable.a);
                        } else {
                            cable.a.close();
                        }
                    });
        }
    }

    /// One TCP connection.
    private final class Cable {
        final End a;
        final End b;

        Cable(Node caller, Node called) {
            a = new End(caller, called.address);
            b = new End(called, caller.address);
            a.other = b;
            b.other = a;
            a.cable = this;
            b.cable = this;
        }

        void cut() {
            cables.remove(this);
            a.broken();
            b.broken();
        }
    }

    private final class End implements Connection {
        private final Node owner;
        private final IpAddress remote;
        private final List<Consumer<Events>> unheard = new ArrayList<>();
        private @Nullable End other;
        private @Nullable Cable cable;
        private @Nullable Events events;
        private CodecContext context = CodecContext.INITIAL;
        private boolean closed;
        private long lastArrival;

        End(Node owner, IpAddress remote) {
            this.owner = owner;
            this.remote = remote;
        }

        @Override
        public IpAddress localAddress() {
            return owner.address;
        }

        @Override
        public IpAddress remoteAddress() {
            return remote;
        }

        @Override
        public void attach(Events newEvents) {
            events = newEvents;
            List<Consumer<Events>> before = List.copyOf(unheard);
            unheard.clear();
            before.forEach(what -> what.accept(newEvents));
        }

        @Override
        public void agree(CodecContext agreed) {
            context = agreed;
        }

        @Override
        public CodecContext context() {
            return context;
        }

        @Override
        public long backlogOctets() {
            return 0;
        }

        @Override
        public void send(BgpMessage message) {
            byte[] bytes = MessageEncoder.encode(message, context);
            arrive(end -> end.read(bytes));
        }

        @Override
        public void send(byte[] messages) {
            ByteBuffer left = ByteBuffer.wrap(messages);
            while (left.hasRemaining()) {
                byte[] frame = new byte[MessageFraming.length(left, context).orElseThrow()];
                left.get(frame);
                arrive(end -> end.read(frame));
            }
        }

        @Override
        public void close() {
            closed = true;
            arrive(end -> end.tell(events -> events.closed("closed by the peer")));
            cables.remove(cable);
        }

        private void broken() {
            arrive(end -> end.tell(events -> events.closed("reset")));
        }

        /// In order, as TCP does.
        private void arrive(Consumer<End> what) {
            End end = other;
            if (end != null) {
                end.lastArrival = Math.max(now + delay(), end.lastArrival + 1);
                later(end.lastArrival - now, () -> what.accept(end));
            }
        }

        private void read(byte[] bytes) {
            try {
                Decoded decoded = MessageDecoder.decode(ByteBuffer.wrap(bytes), context);
                tell(to -> to.received(decoded));
            } catch (BgpException e) {
                tell(to -> to.garbage(e));
            }
        }

        private void tell(Consumer<Events> what) {
            if (closed || !owner.alive) {
                return;
            }
            if (events == null) {
                unheard.add(what);
            } else {
                what.accept(events);
            }
        }
    }
}
