package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.DaemonConfig.OnStop;
import io.gingham.agent.bgpd.yaml.ConfigException;
import io.gingham.agent.export.RouterDiscovery;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.speaker.BgpSpeaker;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.bgp.speaker.SpeakerException;
import io.gingham.value.FailureText;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon: a speaker as a file wants it. All but the looking glass runs on one thread.
public final class BgpDaemon implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BgpDaemon.class);

    private static final long LOOK_MILLIS = 500;

    /// A million routes leave the kernel in some 10 s, and on a busy machine in several times that;
    /// routes that stayed would lead to nowhere for as long as nobody looks.
    private static final long STOP_SECONDS = 60;

    private final Path file;
    private final UnaryOperator<DaemonConfig> options;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("bgpd").factory());
    private final KernelPart kernel;
    private final WatchedFile watched;
    private final BgpSpeaker speaker;
    private final DaemonServers servers;
    private DaemonConfig config;

    /// @param read what the file said
    /// @param options puts what the command line said in the place of what the file says
    /// @throws SpeakerException CANNOT_LISTEN
    /// @throws IOException if the socket can't be made, or the state file not be written
    public BgpDaemon(Path file, DaemonConfig read, UnaryOperator<DaemonConfig> options)
            throws IOException {
        this.file = file;
        this.options = options;
        config = options.apply(read);
        watched = new WatchedFile(file);
        boolean restarted = config.stateFile().map(Files::exists).orElse(false);
        kernel = new KernelPart(thread, this::announce, config);
        boolean restarting = restarted || kernel.findsRoutesOfAnEarlierDaemon();
        speaker =
                BgpSpeaker.start(
                        config.speaker().withRestarting(restarting),
                        kernel.listener(),
                        new RouterDiscovery(),
                        kernel.nextHops());
        kernel.whenNextHopsChange(speaker::nextHopsChanged);
        LOG.info(
                "BGP starts as AS {}, router ID {}, {} peers{}",
                config.speaker().localAs(),
                config.speaker().routerId(),
                config.speaker().peers().size(),
                restarting ? ", after a restart" : "");
        HeapPlan.say(config);
        config.warnings().forEach(LOG::warn);
        try {
            servers = DaemonServers.open(config, speaker, thread);
            if (config.stateFile().isPresent()) {
                StateFile.write(config.stateFile().get());
            }
        } catch (IOException | RuntimeException e) {
            speaker.close();
            thread.shutdownNow();
            throw e;
        }
        speaker.initialConvergence().thenRun(kernel::converged);
        thread.execute(this::announce);
        thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Reads the file again; called on any thread.
    public void reload() {
        thread.execute(() -> reload("asked to"));
    }

    private void look() {
        if (watched.hasChanged()) {
            reload("it has changed");
        }
    }

    private void reload(String why) {
        LOG.info("{} is read again: {}", file, why);
        try {
            apply(options.apply(ConfigReader.read(file)));
        } catch (ConfigException | IllegalArgumentException e) {
            LOG.error("the old configuration stays in force: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the old configuration stays in force", e);
        }
    }

    private void apply(DaemonConfig next) {
        SpeakerConfig before = config.speaker();
        if (!before.localAs().equals(next.speaker().localAs())
                || !before.routerId().equals(next.speaker().routerId())) {
            throw new IllegalArgumentException(
                    "asn and routerId can't change while the daemon runs; restart it");
        }
        kernel.refuseOrAccept(next);
        moveStateFile(config.stateFile(), next.stateFile());
        try {
            speaker.reconfigure(next.speaker());
        } catch (SpeakerException e) {
            moveStateFile(next.stateFile(), config.stateFile());
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        HeapPlan.lookAgain(config, next);
        next.warnings().forEach(LOG::warn);
        waitsForRestart(next).forEach(LOG::warn);
        LOG.info("{}", PeerChanges.of(before, next.speaker()));
        config = next.withPlaces(config.socket(), config.metrics());
        kernel.reconfigure(next);
        announce();
    }

    /// The changed keys that are not in force, as sentences.
    private List<String> waitsForRestart(DaemonConfig next) {
        List<String> keys = new ArrayList<>();
        if (!next.socket().equals(config.socket())) {
            keys.add("socket");
        }
        if (!next.metrics().equals(config.metrics())) {
            keys.add("metrics");
        }
        List<String> sentences = new ArrayList<>();
        keys.forEach(
                key ->
                        sentences.add(
                                "'" + key + "' has changed, which needs a restart; not in force"));
        if (!next.speaker().selectionDeferral().equals(config.speaker().selectionDeferral())) {
            sentences.add("'selectionDeferral' has changed; it counts from the next start on");
        }
        return sentences;
    }

    /// The mark of a daemon that runs is where the configuration wants it.
    private static void moveStateFile(Optional<Path> from, Optional<Path> to) {
        if (from.equals(to)) {
            return;
        }
        try {
            if (to.isPresent()) {
                StateFile.write(to.get());
            }
            if (from.isPresent()) {
                Files.deleteIfExists(from.get());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(FailureText.of(e), e);
        }
    }

    /// Tells the speaker what to originate.
    private void announce() {
        Map<IpPrefix, PathAttributes> routes = new HashMap<>(kernel.imported());
        routes.putAll(config.routes());
        speaker.originate(routes);
    }

    /// Ends as `onStop` says.
    @Override
    public void close() {
        try {
            thread.submit(this::stop).get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            LOG.warn("stopping: {}", FailureText.of(e));
        }
        thread.shutdownNow();
    }

    private void stop() {
        boolean forGood = config.onStop() == OnStop.SHUTDOWN;
        LOG.info(
                "BGP stops; {}",
                forGood
                        ? "the peers are told so"
                        : "the peers keep its routes for the restart time");
        try {
            servers.close();
            if (forGood) {
                speaker.shutdown("stopped by its operator");
                if (config.stateFile().isPresent()) {
                    Files.deleteIfExists(config.stateFile().get());
                }
            } else {
                speaker.close();
            }
        } catch (IOException e) {
            LOG.warn("stopping: {}", FailureText.of(e));
        }
        kernel.close(forGood);
    }
}
