package io.gingham.bgp.bmp.station;

import io.gingham.bgp.bmp.BmpEncoder;
import io.gingham.bgp.bmp.BmpMessage;
import io.gingham.bgp.bmp.BmpMessage.Initiation;
import io.gingham.bgp.bmp.BmpMessage.Termination;
import io.gingham.bgp.bmp.BmpView;
import io.gingham.bgp.bmp.CollectorConfig;
import io.gingham.bgp.bmp.InfoTlv;
import io.gingham.bgp.bmp.station.CollectorStatus.State;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A collector: its connection, and how far it has been told. For the speaker's thread.
final class Station implements CollectorNetwork.Events {

    private static final Logger log = LoggerFactory.getLogger(Station.class);

    /// In octets. What a collector has not taken when this is full, it will not get: its connection
    /// ends. A burst of a whole table of 1,000,000 prefixes in three views is about 64 MiB, if
    /// nothing of it is taken. In a small heap it is less: a sixteenth of it.
    static final long MOST_BACKLOG =
            Math.clamp(Runtime.getRuntime().maxMemory() / 16, 1L << 20, 32L << 20);

    /// A dump goes on while no more than that waits, in octets.
    static final long DUMP_BACKLOG = 512L << 10;

    /// What it is shown.
    interface Shown {
        String systemName();

        /// Says what waits to be said.
        void settle();

        /// All that it is to know of who is there, before any route.
        void introduce(Station to);

        Dump dump(Station to);

        void reportStatistics(Station to);

        /// It hears of changes from now on, or no more.
        void listeningChanged();
    }

    private final CollectorConfig config;
    private final CollectorNetwork network;
    private final StationTimers timers;
    private final Shown shown;
    private State state = State.WAITING;
    private Runnable cancel = () -> {};
    private Runnable cancelStatistics = () -> {};
    private @Nullable CollectorLink link;
    private @Nullable Dump dump;
    private Duration nextRetry;
    private final StationCounts counts = new StationCounts();

    Station(CollectorConfig config, CollectorNetwork network, StationTimers timers, Shown shown) {
        this.config = config;
        this.network = network;
        this.timers = timers;
        this.shown = shown;
        this.nextRetry = config.retry();
    }

    CollectorConfig config() {
        return config;
    }

    void start() {
        state = State.CONNECTING;
        cancel = network.connect(config.address(), config.port(), this);
    }

    /// For good.
    void stop(String why) {
        if (link != null) {
            say(new Termination(BmpMessage.Reason.ADMINISTRATIVELY_CLOSED, why));
            log.info("BMP collector {}: closed, {}", config.label(), why);
        }
        drop();
        state = State.WAITING;
    }

    private void drop() {
        cancelStatistics.run();
        cancelStatistics = () -> {};
        dump = null;
        CollectorLink open = link;
        link = null;
        if (open == null) {
            cancel.run();
        } else {
            open.close();
        }
        cancel = () -> {};
    }

    @Override
    public void connected(CollectorLink made) {
        shown.settle(); // what waits for others is not for this one: it knows no peer yet
        link = made;
        state = State.DUMPING;
        counts.connected(timers.epochMicros());
        log.info("BMP collector {}: connected, the tables are sent", config.label());
        say(
                new Initiation(
                        List.of(
                                new InfoTlv(InfoTlv.Type.SYS_DESCR, "Gingham BGP speaker"),
                                new InfoTlv(InfoTlv.Type.SYS_NAME, shown.systemName()))));
        shown.introduce(this);
        dump = shown.dump(this);
        shown.listeningChanged();
        if (config.statisticsInterval().isPositive()) {
            planStatistics();
        }
        timers.soon(this::goOn);
    }

    private void planStatistics() {
        cancelStatistics =
                timers.schedule(
                        config.statisticsInterval(),
                        () -> {
                            shown.reportStatistics(this);
                            if (link != null) {
                                planStatistics();
                            }
                        });
    }

    /// The dump, as far as the collector takes it.
    private void goOn() {
        Dump now = dump;
        if (now == null || link == null || link.backlog() > DUMP_BACKLOG) {
            return;
        }
        now.advance();
        if (dump != now) {
            return; // the connection ended over it
        }
        if (now.isOver()) {
            dump = null;
            state = State.UP;
            nextRetry = config.retry();
            log.info("BMP collector {}: knows all there is", config.label());
        } else {
            timers.soon(this::goOn);
        }
    }

    @Override
    public void writable() {
        timers.soon(this::goOn);
    }

    @Override
    public void ended(String why) {
        boolean news = !why.equals(counts.lastError());
        boolean wasConnected = link != null;
        if (news || wasConnected) {
            log.warn(
                    "BMP collector {}: {}; the next attempt is in {} s",
                    config.label(),
                    why,
                    nextRetry.toSeconds());
        }
        counts.ended(why);
        drop();
        retryLater();
    }

    private void retryLater() {
        state = State.WAITING;
        shown.listeningChanged();
        cancel = timers.schedule(nextRetry, this::start);
        Duration doubled = nextRetry.multipliedBy(2);
        Duration longest =
                config.retry().compareTo(CollectorConfig.LONGEST_RETRY) > 0
                        ? config.retry()
                        : CollectorConfig.LONGEST_RETRY;
        nextRetry = doubled.compareTo(longest) > 0 ? longest : doubled;
    }

    /// It is told of changes to that view.
    boolean hears(BmpView view) {
        return link != null && config.views().contains(view);
    }

    boolean isConnected() {
        return link != null;
    }

    void say(BmpMessage message) {
        send(BmpEncoder.encode(message), 1);
    }

    /// @param messages whole messages of BMP
    void send(byte[] messages) {
        send(messages, StationCounts.messages(messages));
    }

    private void send(byte[] messages, int count) {
        CollectorLink to = link;
        if (to == null) {
            return;
        }
        if (to.backlog() + messages.length > MOST_BACKLOG) {
            counts.overflowed();
            ended(
                    "it takes too little: %d MiB wait for it, so the connection begins anew with all there is"
                            .formatted(to.backlog() >> 20));
            return;
        }
        counts.sent(count, messages.length);
        to.send(messages);
    }

    CollectorStatus status() {
        return counts.status(
                config, state, link == null ? 0 : link.backlog(), timers.epochMicros());
    }
}
