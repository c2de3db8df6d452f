package io.gingham.agent.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gingham.agent.part.Health;
import io.gingham.agent.part.Problem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ReadinessTest {

    private final Logger log = (Logger) LoggerFactory.getLogger(Readiness.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private String first = "";
    private String second = "";
    private String warning = "";
    private long seconds;
    private final Readiness readiness =
            new Readiness(() -> List.of(health(first, ""), health(second, warning)), () -> seconds);

    private static Health health(String obstacle, String warning) {
        List<Problem> problems =
                warning.isEmpty()
                        ? List.of(Problem.note("note", "", "nobody is troubled with this"))
                        : List.of(Problem.warning("test", "", warning));
        return new Health(obstacle.isEmpty() ? Optional.empty() : Optional.of(obstacle), problems);
    }

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    @AfterEach
    void stop() {
        log.detachAppender(lines);
    }

    /// @return the lines logged meanwhile
    private List<String> after(int passed) {
        lines.list.clear();
        for (int i = 0; i < passed; i += 5) {
            seconds += 5;
            readiness.remind();
        }
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void theFirstObstacleCounts() {
        assertEquals("", readiness.obstacle());
        second = "no podCIDR";
        assertEquals("no podCIDR", readiness.obstacle());
        first = "no API server";
        assertEquals("no API server", readiness.obstacle());
    }

    @Test
    void aWarningIsNoObstacle() {
        warning = "05-other.conf sorts before";
        assertEquals("", readiness.obstacle());
        assertEquals("05-other.conf sorts before", readiness.warning());
    }

    @Test
    void aStartIsNotRemarkedUpon() {
        first = "not listed yet";
        assertEquals(List.of(), after(10));
        first = "";
        assertEquals(List.of(), after(60));
    }

    @Test
    void whatStaysWrongIsSaidAgainSoThatItIsTheLastLine() {
        first = "no podCIDR";
        assertEquals(
                List.of("this node is not ready: no podCIDR", "this node is not ready: no podCIDR"),
                after(50));
    }

    @Test
    void anotherReasonIsSaidAtOnce() {
        first = "no API server";
        after(15);
        first = "no podCIDR";
        assertEquals(List.of("this node is not ready: no podCIDR"), after(5));
    }

    @Test
    void aWarningIsSaidToo() {
        warning = "05-other.conf sorts before";
        assertEquals(List.of("05-other.conf sorts before"), after(20));
    }
}
