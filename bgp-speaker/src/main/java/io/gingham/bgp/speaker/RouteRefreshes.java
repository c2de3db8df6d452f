package io.gingham.bgp.speaker;

import io.gingham.bgp.fsm.Negotiated;
import io.gingham.bgp.fsm.Negotiated.Refresh;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage.RouteRefresh;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Routes that are sent again within a session, both ways (RFC 2918, 7313), for one session.
///
/// The RIB answers requests, after our End-of-RIB and between two markers if both sides know them.
/// What the peer sends again is looked after here: what it has not sent at the second marker, or
/// when the stale time is over, goes.
final class RouteRefreshes {

    private static final Logger log = LoggerFactory.getLogger(RouteRefreshes.class);

    /// Between two answers of one family.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final PeerDriver.Speaker speaker;
    private final Supplier<PeerConfig> config;
    private final Negotiated session;

    /// The peer's End-of-RIB has come.
    private final Set<AddressFamily> firstRoutesEnded = new HashSet<>();

    /// Answered a moment ago.
    private final Map<AddressFamily, SessionTimer> answers = new HashMap<>();

    /// Asked for since then.
    private final Set<AddressFamily> askedAgain = new HashSet<>();

    /// The peer is sending again. If it begins anew, what it has sent since the first time is as
    /// good: whatever it took back it has withdrawn.
    private final Map<AddressFamily, SessionTimer> receiving = new HashMap<>();

    RouteRefreshes(PeerDriver.Speaker speaker, Supplier<PeerConfig> config, Negotiated session) {
        this.speaker = speaker;
        this.config = config;
        this.session = session;
    }

    /// What to send to get all of the peer's routes again.
    ///
    /// @throws IllegalArgumentException if the peer can't do that
    List<RouteRefresh> requests() {
        if (session.refresh() == Refresh.NONE) {
            throw new IllegalArgumentException(
                    "peer "
                            + config.get().label()
                            + " can't send its routes again (RFC 2918); reset the session instead");
        }
        return config.get().families().inOrder().stream()
                .filter(session.families()::contains)
                .map(family -> new RouteRefresh(family, RouteRefresh.REQUEST))
                .toList();
    }

    /// What is of a family that was not agreed upon, or of a kind nobody knows, is ignored.
    void received(RouteRefresh message) {
        AddressFamily family = message.family();
        if (!session.families().contains(family)) {
            return;
        }
        switch (message.demarcation()) {
            case RouteRefresh.REQUEST -> ask(family);
            case RouteRefresh.BEGIN -> begins(family);
            case RouteRefresh.END -> ends(family);
            default -> {}
        }
    }

    void endOfRib(AddressFamily family) {
        firstRoutesEnded.add(family);
    }

    /// At most once in a while: answers are dear, and requests are not.
    private void ask(AddressFamily family) {
        if (answers.containsKey(family)) {
            askedAgain.add(family);
            return;
        }
        SessionTimer timer = new SessionTimer(speaker.timers(), () -> mayAnswerAgain(family));
        answers.put(family, timer);
        timer.start(PAUSE);
        speaker.rib().refresh(config.get().name(), family);
    }

    private void mayAnswerAgain(AddressFamily family) {
        answers.remove(family);
        if (askedAgain.remove(family)) {
            ask(family);
            speaker.ribChanged();
        }
    }

    private void begins(AddressFamily family) {
        boolean tooEarly = session.gracefulRestart() && !firstRoutesEnded.contains(family);
        if (session.refresh() != Refresh.ENHANCED || tooEarly) {
            complain("began to send its " + family + " routes again out of turn");
            return;
        }
        SessionTimer running = receiving.get(family);
        if (running == null) {
            speaker.rib().refreshBegins(config.get().name(), family);
            running = new SessionTimer(speaker.timers(), () -> late(family));
            receiving.put(family, running);
        }
        running.start(config.get().gracefulRestart().staleTime());
    }

    private void ends(AddressFamily family) {
        SessionTimer timer = receiving.remove(family);
        if (timer == null) {
            complain("ended a refresh of its " + family + " routes that it never began");
            return;
        }
        timer.stop();
        drop(family, "it did not send them again");
    }

    private void late(AddressFamily family) {
        receiving.remove(family);
        drop(family, "it began to send all again and never ended");
        speaker.ribChanged();
    }

    private void drop(AddressFamily family, String reason) {
        int gone = speaker.rib().refreshEnds(config.get().name(), family);
        if (gone > 0) {
            log.info("peer {}: {} routes dropped, {}", config.get().label(), gone, reason);
        }
    }

    private void complain(String what) {
        String label = config.get().label();
        if (speaker.logLimit().permits(label + what)) {
            log.warn("peer {} {} (RFC 7313); ignored", label, what);
        }
    }

    void sessionDown() {
        receiving.values().forEach(SessionTimer::stop);
        receiving.clear();
        answers.values().forEach(SessionTimer::stop);
        answers.clear();
    }
}
