package io.gingham.netlink.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.value.IpAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouterChoiceTest {

    private static final IpAddress FIRST = IpAddress.parse("fe80::1");
    private static final IpAddress SECOND = IpAddress.parse("fe80::2");

    private final RouterChoice choice = new RouterChoice();

    private Optional<IpAddress> heard(IpAddress router, int second) {
        return choice.heard(router, Duration.ofSeconds(second).toNanos());
    }

    @Test
    void theFirstRouterIsToldOnce() {
        assertEquals(Optional.of(FIRST), heard(FIRST, 0));
        assertEquals(Optional.empty(), heard(FIRST, 10));
    }

    @Test
    void anotherOneDoesNotTakeTheBusyOnesPlace() {
        heard(FIRST, 0);
        assertEquals(Optional.empty(), heard(SECOND, 20));
        heard(FIRST, 30);
        assertEquals(Optional.empty(), heard(SECOND, 60));
    }

    @Test
    void anotherOneIsTakenAfterTheFirstWasSilent() {
        heard(FIRST, 0);
        assertEquals(Optional.of(SECOND), heard(SECOND, 36));
        assertEquals(Optional.empty(), heard(FIRST, 40));
    }

    @Test
    void aRouterThatWasSilentAndIsBackIsNoNews() {
        heard(FIRST, 0);
        assertEquals(Optional.empty(), heard(FIRST, 600));
    }
}
