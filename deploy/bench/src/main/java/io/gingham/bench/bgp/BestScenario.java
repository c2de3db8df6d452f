package io.gingham.bench.bgp;

import io.gingham.bench.BenchException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/// Ten feeders say the same prefixes with AS paths of different lengths, at once; then the best
/// route of every prefix goes, comes back, and all go.
final class BestScenario {

    private static final String NAME = "best";
    private static final int FEEDERS = 10;
    private static final long SEED = 20_260_102;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long QUIET_NANOS = 700_000_000;

    private final BestFeeds feeds;
    private final int rounds;

    /// @param prefixes each feeder's
    BestScenario(int prefixes, int rounds) {
        this.feeds = BestFeeds.of(SEED, FEEDERS, prefixes);
        this.rounds = rounds;
    }

    String shape() {
        return String.format(
                java.util.Locale.ROOT,
                "%d feeders of the same %,d prefixes",
                FEEDERS,
                feeds.prefixes().length);
    }

    void run(Engine engine, Consumer<PhaseResult> result) {
        SpeakerLayout layout = SpeakerLayout.feedersAndReceiver(FEEDERS);
        layout.peers().forEach(peer -> BenchNet.add(peer.address()));
        BestTable table = new BestTable(feeds.prefixes());
        List<BenchPeer> feeders = new ArrayList<>();
        try (EngineProcess process = EngineProcess.start(engine, layout);
                BenchPeer _ =
                        BenchPeer.connect(BenchNet.receiver(0), SpeakerLayout.RECEIVER_AS, table)) {
            for (int i = 0; i < FEEDERS; i++) {
                feeders.add(
                        BenchPeer.connect(
                                BenchNet.feeder(i), SpeakerLayout.feederAs(i), UpdateSink.NONE));
            }
            for (int round = 1; round <= rounds; round++) {
                round(engine, process, feeders, table, round == 1 ? " (cold)" : "", result);
            }
        } finally {
            feeders.forEach(BenchPeer::close);
        }
    }

    private void round(
            Engine engine,
            EngineProcess process,
            List<BenchPeer> feeders,
            BestTable table,
            String suffix,
            Consumer<PhaseResult> result) {
        int[] none = new int[feeds.prefixes().length];
        Arrays.fill(none, BestTable.NONE_WANTED);
        List<Phase> phases =
                List.of(
                        new Phase("all announced", feeds.winner(), BestFeeds.Feed::all),
                        new Phase("best go", feeds.runnerUp(), BestFeeds.Feed::wonWithdrawn),
                        new Phase("best return", feeds.winner(), BestFeeds.Feed::won),
                        new Phase("all withdrawn", none, BestFeeds.Feed::allWithdrawn));
        for (Phase phase : phases) {
            LockSupport.parkNanos(QUIET_NANOS);
            var watch = new PhaseResult.Watch(NAME, engine.name(), process);
            table.want(phase.wanted());
            long begin = System.nanoTime();
            send(feeders, phase.feed());
            double seconds = (table.await(LIMIT) - begin) / 1e9;
            result.accept(watch.done(phase.name() + suffix, seconds));
        }
    }

    private record Phase(String name, int[] wanted, Function<BestFeeds.Feed, ByteBuffer> feed) {}

    /// All at once: what is best changes as they overtake one another.
    private void send(List<BenchPeer> feeders, Function<BestFeeds.Feed, ByteBuffer> feed) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < feeders.size(); i++) {
            BenchPeer feeder = feeders.get(i);
            ByteBuffer octets = feed.apply(feeds.feeds().get(i));
            threads.add(Thread.ofPlatform().start(() -> feeder.send(octets)));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted");
        }
    }
}
