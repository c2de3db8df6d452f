package io.gingham.agent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.speaker.PeerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionHistoryTest {

    private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");

    private final SessionHistory history = new SessionHistory();

    private List<SessionHistory.Change> at(int seconds, PeerStatus... peers) {
        return history.look(List.of(peers), START.plusSeconds(seconds));
    }

    private static Duration seconds(long count) {
        return Duration.ofSeconds(count);
    }

    @Test
    void aSessionThatComesUpAtTheStartIsNoNews() {
        assertEquals(List.of(), at(0, Peers.down("tor", 0, "")));
        assertEquals(List.of(), at(5, Peers.up("tor", seconds(2), 0)));
        assertEquals(START.plusSeconds(3), history.since("tor"));
        assertEquals(List.of(), at(10, Peers.up("tor", seconds(7), 0)));
        assertEquals(START.plusSeconds(3), history.since("tor"));
    }

    @Test
    void aSessionThatGoesDownIsNewsAtOnceAndOnceAndAgainWhenItIsBack() {
        at(0, Peers.up("tor", seconds(100), 0));
        assertEquals(START.minusSeconds(100), history.since("tor"));
        PeerStatus down = Peers.down("tor", 1, "hold timer expired");
        assertEquals(List.of(new SessionHistory.Change(down, false, Duration.ZERO)), at(5, down));
        assertEquals(List.of(), at(10, down));
        assertEquals(List.of(), at(100, down));
        assertEquals(START.plusSeconds(5), history.since("tor"));
        PeerStatus back = Peers.up("tor", seconds(1), 1);
        assertEquals(List.of(new SessionHistory.Change(back, true, seconds(100))), at(105, back));
        assertEquals(List.of(), at(110, back));
    }

    @Test
    void aFlapBetweenTwoLooksIsNews() {
        at(0, Peers.up("tor", seconds(100), 3));
        PeerStatus again = Peers.up("tor", seconds(1), 4);
        assertEquals(List.of(new SessionHistory.Change(again, true, Duration.ZERO)), at(5, again));
        assertEquals(START.plusSeconds(4), history.since("tor"));
    }

    @Test
    void oneThatNeverComesIsMissedAfterAWhileAndSaidOnce() {
        PeerStatus down = Peers.down("tor", 0, "connection refused");
        assertEquals(List.of(), at(0, down));
        assertEquals(List.of(), at(25, down));
        assertFalse(history.isMissed(down, START.plusSeconds(25)));
        assertEquals(List.of(new SessionHistory.Change(down, false, seconds(30))), at(30, down));
        assertTrue(history.isMissed(down, START.plusSeconds(30)));
        assertEquals(List.of(), at(60, down));
    }

    @Test
    void oneThatIsConfiguredNoMoreIsForgotten() {
        at(0, Peers.up("tor", seconds(100), 0));
        assertEquals(List.of(), at(5));
        assertEquals(List.of(), at(10, Peers.down("tor", 0, "")));
        assertEquals(START.plusSeconds(10), history.since("tor"));
    }
}
