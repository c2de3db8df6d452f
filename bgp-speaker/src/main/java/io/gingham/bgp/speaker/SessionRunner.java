package io.gingham.bgp.speaker;

import io.gingham.bgp.bmp.PeerEnd;
import io.gingham.bgp.codec.AttributeFault;
import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.Decoded;
import io.gingham.bgp.fsm.Loss;
import io.gingham.bgp.fsm.Negotiated;
import io.gingham.bgp.fsm.SessionEffect;
import io.gingham.bgp.fsm.SessionEffect.TimerName;
import io.gingham.bgp.fsm.SessionEvent;
import io.gingham.bgp.fsm.SessionEvent.Garbage;
import io.gingham.bgp.fsm.SessionEvent.Received;
import io.gingham.bgp.fsm.SessionEvent.TcpConnected;
import io.gingham.bgp.fsm.SessionEvent.TcpFailed;
import io.gingham.bgp.fsm.SessionFsm;
import io.gingham.bgp.fsm.SessionSettings;
import io.gingham.bgp.fsm.SessionState;
import io.gingham.bgp.fsm.Step;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Notification;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Carries out what [SessionFsm] says, for one connection or the wish for one.
@SuppressWarnings("ReferenceEquality") // a connection is itself only
final class SessionRunner {

    /// RFC 4271 section 4.4.
    private static final Duration LEAST_KEEPALIVE_TIME = Duration.ofSeconds(1);

    /// The peer it belongs to.
    interface Owner {
        SessionSettings settings();

        PeerConfig config();

        PeerHistory history();

        /// Both OPENs are known. May end this session or another one of the peer.
        void agreed(SessionRunner session, Negotiated negotiated);

        void up(SessionRunner session, Negotiated negotiated);

        void down(SessionRunner session, Loss loss);

        void deliver(BgpMessage message);

        void faults(List<AttributeFault> faults);

        /// An attempt came to nothing, or a peer was refused.
        void trouble(SessionRunner session, String what);

        void writable();

        /// A step is over.
        void settled(SessionRunner session);
    }

    private final Owner owner;
    private final Network network;
    private final Timers timers;
    private final Map<TimerName, SessionTimer> running = new EnumMap<>(TimerName.class);
    private final SendHold sendHold;
    private SessionState state;
    private @Nullable Runnable cancelAttempt;
    private @Nullable Connection connection;
    private boolean ours = true;
    private long steps;

    /// By what a session that is over came to its end.
    private PeerEnd end = new PeerEnd.Closed();

    SessionRunner(Owner owner, Network network, Timers timers, SessionState state) {
        this.owner = owner;
        this.network = network;
        this.timers = timers;
        this.state = state;
        this.sendHold =
                new SendHold(
                        timers,
                        () -> connection().map(Connection::backlogOctets).orElse(0L),
                        () -> handle(SessionEvent.expired(TimerName.SEND_HOLD)));
    }

    SessionState state() {
        return state;
    }

    Optional<Connection> connection() {
        return Optional.ofNullable(connection);
    }

    Optional<Duration> holdTimeLeft() {
        SessionTimer hold = running.get(TimerName.HOLD);
        return hold == null ? Optional.empty() : hold.left();
    }

    /// We made the connection, not the peer.
    boolean ours() {
        return ours;
    }

    /// Takes the peer's connection.
    void adopt(Connection incoming) {
        ours = false;
        connected(incoming);
    }

    void handle(SessionEvent event) {
        long step = ++steps;
        end = endBy(event);
        Step next = SessionFsm.step(state, event, owner.settings());
        state = next.next();
        for (SessionEffect effect : next.effects()) {
            if (step != steps) {
                return; // an effect led to another event, and its step is the one that counts
            }
            perform(effect);
        }
        owner.settled(this);
    }

    /// By what a session that is over came to its end.
    PeerEnd end() {
        return end;
    }

    private static PeerEnd endBy(SessionEvent event) {
        if (event instanceof Received(Notification said)) {
            return new PeerEnd.Received(said);
        }
        return event instanceof SessionEvent.Stop
                ? PeerEnd.Silent.MANUAL_STOP
                : new PeerEnd.Closed();
    }

    /// The connection is of no use any more.
    void lost(String reason) {
        handle(new TcpFailed(reason));
    }

    /// The owner's settings are others now: what a running session can go by at once.
    void settingsChanged() {
        if (state instanceof SessionState.Established(var running)) {
            Duration hold = owner.settings().times().sendHoldFor(running.holdTime());
            if (hold.isPositive()) {
                sendHold.start(hold);
            } else {
                sendHold.stop();
            }
        }
    }

    /// Without a word to anyone.
    void discard() {
        steps++;
        stopTimers();
        closeConnection();
    }

    private void perform(SessionEffect effect) {
        switch (effect) {
            case SessionEffect.OpenConnection() -> openConnection();
            case SessionEffect.CloseConnection() -> closeConnection();
            case SessionEffect.Send(var message) -> send(message);
            case SessionEffect.StartTimer(var name, var after) -> startTimer(name, after);
            case SessionEffect.StopTimer(var name) -> timer(name).stop();
            case SessionEffect.StopAllTimers() -> stopTimers();
            case SessionEffect.Agreed(var negotiated) -> agree(negotiated);
            case SessionEffect.SessionUp(var negotiated) -> owner.up(this, negotiated);
            case SessionEffect.SessionDown(var loss) -> owner.down(this, loss);
            case SessionEffect.Note(var trouble) -> owner.trouble(this, trouble);
            case SessionEffect.Deliver(var message) -> owner.deliver(message);
        }
    }

    private void send(BgpMessage message) {
        if (connection != null) {
            if (message instanceof Notification said) {
                end = new PeerEnd.Sent(said);
            }
            owner.history().out.count(message);
            connection.send(message);
        }
    }

    private void agree(Negotiated negotiated) {
        connection()
                .ifPresent(
                        c ->
                                c.agree(
                                        new CodecContext(
                                                        negotiated.fourOctetAs(),
                                                        owner.settings().external(),
                                                        c.remoteAddress().isLoopback())
                                                .with(negotiated.in(), negotiated.out())
                                                .ofSession()));
        owner.agreed(this, negotiated);
    }

    private void openConnection() {
        ours = true;
        cancelAttempt =
                network.connect(
                        owner.config(),
                        made -> {
                            cancelAttempt = null;
                            connected(made);
                        },
                        reason -> {
                            cancelAttempt = null;
                            handle(new TcpFailed(reason));
                        });
    }

    private void closeConnection() {
        if (cancelAttempt != null) {
            cancelAttempt.run();
            cancelAttempt = null;
        }
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    /// What the peer has sent already is heard after our own OPEN went out.
    private void connected(Connection made) {
        closeConnection();
        connection = made;
        handle(new TcpConnected());
        if (connection == made) {
            made.attach(new ConnectionEvents(made));
        }
    }

    private void stopTimers() {
        running.values().forEach(SessionTimer::stop);
        sendHold.stop();
    }

    private void startTimer(TimerName name, Duration after) {
        if (name == TimerName.SEND_HOLD) {
            sendHold.start(after);
            return;
        }
        boolean jittered = name == TimerName.CONNECT_RETRY || name == TimerName.KEEPALIVE;
        double factor = jittered ? 0.75 + 0.25 * timers.random() : 1; // RFC 4271 section 10
        Duration time = Duration.ofNanos((long) (after.toNanos() * factor));
        boolean tooOften = name == TimerName.KEEPALIVE && time.compareTo(LEAST_KEEPALIVE_TIME) < 0;
        timer(name).start(tooOften ? LEAST_KEEPALIVE_TIME : time);
    }

    private SessionTimer timer(TimerName name) {
        return running.computeIfAbsent(
                name, _ -> new SessionTimer(timers, () -> handle(SessionEvent.expired(name))));
    }

    /// Deaf to what a connection still says after it was left.
    private final class ConnectionEvents implements Connection.Events {
        private final Connection source;

        ConnectionEvents(Connection source) {
            this.source = source;
        }

        private boolean current() {
            return connection == source;
        }

        @Override
        public void received(Decoded decoded) {
            if (current()) {
                if (!decoded.faults().isEmpty()) {
                    owner.faults(decoded.faults());
                }
                owner.history().in.count(decoded.message());
                handle(new Received(decoded.message()));
            }
        }

        @Override
        public void garbage(BgpException error) {
            if (current()) {
                handle(new Garbage(error));
            }
        }

        @Override
        public void closed(String reason) {
            if (current()) {
                handle(new TcpFailed(reason));
            }
        }

        @Override
        public void writable() {
            if (current()) {
                sendHold.moved();
                owner.writable();
            }
        }
    }
}
