package io.gingham.bench.bgp;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// A route reflector: its first client feeds, all others listen. The whole table to all, to all
/// that connect anew, one flap, and flaps without end.
final class ReflectorScenario {

    private static final String NAME = "reflector";
    private static final long SEED = 20_260_103;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final long QUIET_NANOS = 1_000_000_000;
    private static final int FLAPS_ONE_BY_ONE = 20;
    private static final int SUSTAINED_SECONDS = 5;

    /// When the speaker doesn't take them in time, no more are sent after this.
    private static final int PATIENCE_SECONDS = 30;

    /// MED of the table's routes stay below this; those of flaps are above.
    private static final int FIRST_FLAP = 100_000;

    private final int clients;
    private final int flapsPerSecond;
    private final RouteFeed feed;

    ReflectorScenario(int clients, int routes, int flapsPerSecond) {
        this.clients = clients;
        this.flapsPerSecond = flapsPerSecond;
        int feeder = BenchNet.receiver(0);
        feed = RouteFeed.of(SEED, routes, AttributeMaker.internal(SEED, feeder));
    }

    String shape() {
        return String.format(
                Locale.ROOT,
                "a reflector with %,d clients, %,d routes in %,d attribute sets",
                clients,
                feed.prefixes(),
                feed.attributeSets());
    }

    void run(Engine engine, Consumer<PhaseResult> result) {
        SpeakerLayout layout = SpeakerLayout.reflector(clients);
        layout.peers().forEach(peer -> BenchNet.add(peer.address()));
        List<Integer> listeners = IntStream.range(1, clients).mapToObj(BenchNet::receiver).toList();
        try (EngineProcess process = EngineProcess.start(engine, layout);
                BenchPeer feeder =
                        BenchPeer.connect(
                                BenchNet.receiver(0), BenchPeer.SPEAKER_AS, UpdateSink.NONE)) {
            Steps steps = new Steps(engine, process, feeder, result);
            try (ClientFarm farm = ClientFarm.connect(listeners)) {
                farm.awaitEstablished(LIMIT);
                steps.wholeTable(farm);
                steps.oneByOne(farm);
                steps.sustained(farm);
            }
            steps.allConnectAnew(listeners);
        }
    }

    private final class Steps {

        private final Engine engine;
        private final EngineProcess process;
        private final BenchPeer feeder;
        private final Consumer<PhaseResult> result;

        Steps(
                Engine engine,
                EngineProcess process,
                BenchPeer feeder,
                Consumer<PhaseResult> result) {
            this.engine = engine;
            this.process = process;
            this.feeder = feeder;
            this.result = result;
        }

        private PhaseResult.Watch watch() {
            LockSupport.parkNanos(QUIET_NANOS);
            return new PhaseResult.Watch(NAME, engine.name(), process);
        }

        void wholeTable(ClientFarm farm) {
            for (String round : List.of(" (cold)", "")) {
                PhaseResult.Watch watch = watch();
                double seconds =
                        timed(
                                farm,
                                TableScenario.direct(feed.announce()),
                                new FarmGoal(feed.prefixes(), 0, 0));
                result.accept(watch.done("table to all" + round, seconds));
                LockSupport.parkNanos(QUIET_NANOS);
                farm.mustHaveExactly(feed);
                if (!round.isEmpty()) {
                    watch = watch();
                    double gone =
                            timed(
                                    farm,
                                    TableScenario.direct(feed.withdraw()),
                                    new FarmGoal(0, feed.prefixes(), 0));
                    result.accept(watch.done("table withdrawn" + round, gone));
                }
            }
        }

        private double timed(ClientFarm farm, ByteBuffer octets, FarmGoal goal) {
            farm.expect(goal);
            long begin = System.nanoTime();
            feeder.send(octets);
            return (farm.await(LIMIT) - begin) / 1e9;
        }

        /// The median and the worst of some, each with the speaker at rest.
        void oneByOne(ClientFarm farm) {
            PhaseResult.Watch watch = watch();
            double[] seconds = new double[FLAPS_ONE_BY_ONE];
            Flaps flaps = new Flaps(BenchNet.receiver(0));
            for (int i = 0; i < seconds.length; i++) {
                ByteBuffer octets = flaps.announce(FIRST_FLAP + i);
                seconds[i] = timed(farm, octets, new FarmGoal(1, 0, FIRST_FLAP + i));
                LockSupport.parkNanos(50_000_000);
            }
            Arrays.sort(seconds);
            result.accept(watch.done("one flap (median)", seconds[seconds.length / 2]));
            result.accept(watch.done("one flap (worst)", seconds[seconds.length - 1]));
        }

        /// Every flap an UPDATE of its own. How late they come to the client that connected last,
        /// after the moment at which they were due, and how long all need for the rest when the
        /// flaps have ended.
        void sustained(ClientFarm farm) {
            PhaseResult.Watch watch = watch();
            String rate = String.format(Locale.ROOT, "%,d flaps/s", flapsPerSecond);
            FlapStream stream =
                    new FlapStream(feeder, flapsPerSecond, 2 * FIRST_FLAP, farm::watchedMed);
            farm.expect(new FarmGoal(0, 0, Integer.MAX_VALUE));
            FlapStream.Sent sent = stream.run(SUSTAINED_SECONDS, PATIENCE_SECONDS);
            farm.expectMore(new FarmGoal(0, 0, sent.lastNumber()));
            double rest = (farm.await(LIMIT) - sent.endedAt()) / 1e9;
            result.accept(watch.done(rate + ", sending 5 s of them", sent.seconds()));
            result.accept(watch.done(rate + ", lag (median)", sent.medianLag()));
            result.accept(watch.done(rate + ", lag (worst)", sent.worstLag()));
            result.accept(watch.done(rate + ", rest after the end", Math.max(0, rest)));
        }

        /// As after the reflector's own outage: from the first connection to the last route.
        void allConnectAnew(List<Integer> listeners) {
            PhaseResult.Watch watch = watch();
            long begin = System.nanoTime();
            try (ClientFarm farm = ClientFarm.connect(listeners)) {
                farm.expectMore(new FarmGoal(feed.prefixes(), 0, 0));
                double seconds = (farm.await(LIMIT) - begin) / 1e9;
                result.accept(watch.done("all connect anew", seconds));
            }
        }
    }
}
