package io.gingham.bench.bgp;

import io.gingham.bench.BenchException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// One feeder, one receiver, the speaker between them: from the first octet sent to the last prefix
/// received.
final class TableScenario {

    private static final long SEED = 20_260_101;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /// After a goal is reached: what comes in this time was told twice, or is the speaker's tidying
    /// up.
    private static final long QUIET_NANOS = 700_000_000;

    private final int rounds;
    private final RouteFeed feed;
    private final ByteBuffer announce;
    private final ByteBuffer withdraw;

    TableScenario(int prefixes, int rounds) {
        this.rounds = rounds;
        feed =
                RouteFeed.of(
                        SEED,
                        prefixes,
                        AttributeMaker.external(
                                SEED, SpeakerLayout.feederAs(0), BenchNet.feeder(0)));
        announce = direct(feed.announce());
        withdraw = direct(feed.withdraw());
    }

    static ByteBuffer direct(byte[] octets) {
        return ByteBuffer.allocateDirect(octets.length).put(octets).flip();
    }

    String shape() {
        return String.format(
                java.util.Locale.ROOT,
                "%,d prefixes, %,d attribute sets, %.1f MiB to announce, %.1f MiB to withdraw",
                feed.prefixes(),
                feed.attributeSets(),
                feed.announce().length / 1048576.0,
                feed.withdraw().length / 1048576.0);
    }

    void run(Engine engine, Consumer<TableRound> result) {
        SpeakerLayout layout = SpeakerLayout.feedersAndReceiver(1);
        layout.peers().forEach(peer -> BenchNet.add(peer.address()));
        Tally tally = new Tally();
        try (EngineProcess process = EngineProcess.start(engine, layout)) {
            try (BenchPeer receiver =
                            BenchPeer.connect(
                                    BenchNet.receiver(0), SpeakerLayout.RECEIVER_AS, tally);
                    BenchPeer feeder =
                            BenchPeer.connect(
                                    BenchNet.feeder(0),
                                    SpeakerLayout.feederAs(0),
                                    UpdateSink.NONE)) {
                LockSupport.parkNanos(QUIET_NANOS);
                for (int round = 1; round <= rounds; round++) {
                    result.accept(round(engine, round, process, feeder, tally));
                }
            } catch (BenchException e) {
                throw new BenchException(
                        engine.name() + ": " + e.getMessage() + "\n" + process.log());
            }
        }
    }

    private TableRound round(
            Engine engine, int round, EngineProcess process, BenchPeer feeder, Tally tally) {
        ProcessUse atFirst = process.use();
        double benchAtFirst = ProcessUse.of("self").cpuSeconds();
        tally.expect(feed.prefixes(), 0);
        double announceSeconds = timed(feeder, announce, tally);
        LockSupport.parkNanos(QUIET_NANOS);
        ProcessUse loaded = process.use();
        String fault = fault(tally.count(), feed.prefixes(), 0, feed.hash(), 0);

        tally.expect(0, feed.prefixes());
        double withdrawSeconds = timed(feeder, withdraw, tally);
        LockSupport.parkNanos(QUIET_NANOS);
        ProcessUse empty = process.use();
        fault += fault(tally.count(), 0, feed.prefixes(), 0, feed.hash());
        double cpu = empty.cpuSeconds() - atFirst.cpuSeconds();
        double bench = ProcessUse.of("self").cpuSeconds() - benchAtFirst;
        return new TableRound(
                engine.name(),
                round,
                feed.prefixes(),
                announceSeconds,
                withdrawSeconds,
                loaded.cpuSeconds() - atFirst.cpuSeconds(),
                empty.cpuSeconds() - loaded.cpuSeconds(),
                empty.machineCpuSeconds() - atFirst.machineCpuSeconds() - cpu - bench,
                loaded.residentKib() >> 10,
                empty.residentKib() >> 10,
                empty.peakKib() >> 10,
                fault);
    }

    private static double timed(BenchPeer feeder, ByteBuffer octets, Tally tally) {
        long begin = System.nanoTime();
        feeder.send(octets);
        return (tally.awaitGoal(LIMIT, feeder::requireSession) - begin) / 1e9;
    }

    private static String fault(
            Tally.Count seen, int announced, int withdrawn, long announcedHash, long goneHash) {
        if (seen.announced() != announced || seen.withdrawn() != withdrawn) {
            return String.format(
                    "%,d announced, %,d withdrawn, expected %,d and %,d; ",
                    seen.announced(), seen.withdrawn(), announced, withdrawn);
        }
        boolean same = seen.announcedHash() == announcedHash && seen.withdrawnHash() == goneHash;
        return same ? "" : "other prefixes than those sent; ";
    }
}
