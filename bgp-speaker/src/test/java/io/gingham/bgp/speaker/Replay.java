package io.gingham.bgp.speaker;

import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.NextHops;
import io.gingham.bgp.speaker.NodeLog.Entry;
import io.gingham.bgp.speaker.NodeLog.Input;
import io.gingham.delta.Delta;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/// A speaker that is told what another one was told, without a world around it.
final class Replay implements Network, Timers {

    private record Attempt(Consumer<Connection> connected, Consumer<String> failed) {}

    final SpeakerCore core;

    /// All that the kernel was told, in order.
    final List<Delta<IpPrefix, BestPath>> told = new ArrayList<>();

    private final IpAddress address;
    private final NodeLog log;
    private final Iterator<Double> randoms;
    private final List<Runnable> timers = new ArrayList<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private final Map<Integer, SimConnection> connections = new HashMap<>();
    private long now;

    /// @param start when the speaker was started
    Replay(IpAddress address, SpeakerConfig config, long start, NodeLog log) {
        this.address = address;
        this.log = log;
        this.randoms = log.randoms.iterator();
        this.now = start;
        this.core =
                new SpeakerCore(
                        config,
                        this,
                        new FakeCollectors(),
                        this,
                        new FakeBfd(),
                        RouteMemory.PLENTY,
                        told::addAll,
                        NextHops.ALL_NEAR);
    }

    void run() {
        core.start();
        for (Entry entry : log.entries) {
            now = entry.at();
            apply(entry.input());
        }
    }

    private void apply(Input input) {
        switch (input) {
            case Input.Fired(int timer) -> timers.get(timer).run();
            case Input.Opened(int connection, var remote) ->
                    connections.put(
                            connection,
                            new SimConnection(address, remote, () -> true, SimConnection.CUT));
            case Input.Connected(int attempt, int connection) ->
                    attempts.get(attempt).connected().accept(known(connection));
            case Input.Failed(int attempt, var reason) ->
                    attempts.get(attempt).failed().accept(reason);
            case Input.Incoming(int connection) -> core.incoming(known(connection));
            case Input.Read(int connection, var message) ->
                    known(connection).read(NodeLog.unboxed(message));
            case Input.Closed(int connection, var reason) -> known(connection).broken(reason);
            case Input.Originate(var prefixes) -> core.originate(prefixes);
            case Input.Refresh(var peer) -> core.refresh(peer);
        }
    }

    private SimConnection known(int number) {
        return Objects.requireNonNull(connections.get(number));
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
    public Runnable schedule(Duration after, Runnable task) {
        timers.add(task);
        return () -> {};
    }

    @Override
    public void soon(Runnable task) {
        schedule(Duration.ZERO, task);
    }

    @Override
    public double random() {
        return randoms.next();
    }

    @Override
    public Runnable connect(
            PeerConfig peer, Consumer<Connection> connected, Consumer<String> failed) {
        attempts.add(new Attempt(connected, failed));
        return () -> {};
    }

    @Override
    public void pauseReading(Runnable allHeard) {
        throw new IllegalStateException("there is plenty of memory");
    }

    @Override
    public void resumeReading() {
        throw new IllegalStateException("nothing was paused");
    }
}
