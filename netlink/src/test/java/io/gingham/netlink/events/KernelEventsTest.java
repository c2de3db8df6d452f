package io.gingham.netlink.events;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.netlink.events.KernelEvents.Group;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Route;
import io.gingham.process.ProcessRunner;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// In a private namespace.
class KernelEventsTest {

    private static final ProcessRunner RUNNER = new ProcessRunner(Duration.ofSeconds(30));

    private final List<KernelEvent> told = new CopyOnWriteArrayList<>();
    private final KernelEvents events =
            KernelEvents.listen("test-events", Set.of(Group.values()), told::addAll);

    @AfterEach
    void leaveNothing() {
        events.close();
        RUNNER.run(List.of("ip", "link", "del", "ev0"));
    }

    private static void ip(String arguments) {
        RUNNER.run(List.of(("ip " + arguments).split(" "))).orThrow();
    }

    private void await(String what, Predicate<KernelEvent> wanted) throws InterruptedException {
        long end = System.nanoTime() + 10_000_000_000L;
        while (told.stream().noneMatch(wanted)) {
            assertTrue(System.nanoTime() < end, what + " was not told: " + told);
            Thread.sleep(10);
        }
    }

    @Test
    void linksAddressesAndRoutesAreToldAsTheyComeAndGo() throws InterruptedException {
        ip("link add ev0 type veth peer name ev1");
        await(
                "the link",
                e -> e instanceof KernelEvent.Put(Link l) && l.name().equals("ev0") && !l.up());
        ip("link set ev0 up");
        await("up", e -> e instanceof KernelEvent.Put(Link l) && l.name().equals("ev0") && l.up());
        ip("addr add 192.0.2.1/24 dev ev0");
        await(
                "the address",
                e ->
                        e instanceof KernelEvent.Put(Address a)
                                && a.address().toString().equals("192.0.2.1"));
        ip("link set ev1 up");
        ip("route add 198.51.100.0/24 via 192.0.2.9");
        await(
                "the route",
                e ->
                        e instanceof KernelEvent.Put(Route r)
                                && r.destination().toString().equals("198.51.100.0/24"));
        ip("route del 198.51.100.0/24");
        await(
                "its end",
                e ->
                        e instanceof KernelEvent.Removed(Route r)
                                && r.destination().toString().equals("198.51.100.0/24"));
        ip("addr del 192.0.2.1/24 dev ev0");
        await(
                "the address's end",
                e ->
                        e instanceof KernelEvent.Removed(Address a)
                                && a.address().toString().equals("192.0.2.1"));
        ip("link del ev0");
        await(
                "the link's end",
                e -> e instanceof KernelEvent.Removed(Link l) && l.name().equals("ev0"));
    }

    @Test
    void routesOfAProtocolThatIsIgnoredAreNotTold() throws Exception {
        ip("link add ev0 type veth peer name ev1");
        ip("link set ev0 up");
        ip("link set ev1 up");
        ip("addr add 192.0.2.1/24 dev ev0");
        List<KernelEvent> some = new CopyOnWriteArrayList<>();
        try (KernelEvents deaf =
                KernelEvents.listen(
                        "deaf-events",
                        Set.of(Group.ROUTES),
                        frame -> frame.isOfRoute(77),
                        some::addAll)) {
            ip("route add 198.51.100.0/24 via 192.0.2.9 proto 77");
            ip("route del 198.51.100.0/24");
            ip("route add 203.0.113.0/24 via 192.0.2.9 proto 78");
            long end = System.nanoTime() + 10_000_000_000L;
            while (some.stream().noneMatch(KernelEventsTest::isOf78)) {
                assertTrue(System.nanoTime() < end, "the other protocol's was not told: " + some);
                Thread.sleep(10);
            }
            // The kernel may still be telling of its own routes of the new link.
            assertTrue(some.stream().noneMatch(KernelEventsTest::isOf77), some::toString);
        }
        await(
                "to those who ignore nothing",
                e -> e instanceof KernelEvent.Put(Route r) && r.protocol() == 77);
    }

    private static boolean isOf77(KernelEvent event) {
        return event instanceof KernelEvent.Put(Route put) && put.protocol() == 77
                || event instanceof KernelEvent.Removed(Route gone) && gone.protocol() == 77;
    }

    private static boolean isOf78(KernelEvent event) {
        return event instanceof KernelEvent.Put(Route route) && route.protocol() == 78;
    }

    @Test
    void aListenerThatIsTooSlowIsToldOfTheLoss() throws Exception {
        ip("link add ev0 type veth peer name ev1");
        ip("link set ev0 up");
        ip("link set ev1 up");
        ip("addr add 192.0.2.1/24 dev ev0");
        List<KernelEvent> slowly = new CopyOnWriteArrayList<>();
        try (KernelEvents slow =
                KernelEvents.listen(
                        "slow-events",
                        Set.of(Group.ROUTES),
                        all -> {
                            slowly.addAll(all);
                            sleep(all);
                        })) {
            StringBuilder batch = new StringBuilder();
            for (int i = 0; i < 40_000; i++) {
                batch.append("route add 10.%d.%d.0/24 via 192.0.2.9\n".formatted(i >> 8, i & 255));
            }
            RUNNER.run(List.of("ip", "-batch", "-"), batch.toString()).orThrow();
            long end = System.nanoTime() + 60_000_000_000L;
            while (slowly.stream().noneMatch(e -> e instanceof KernelEvent.Overrun)) {
                assertTrue(System.nanoTime() < end, "no loss in " + slowly.size() + " events");
                Thread.sleep(20);
            }
        }
    }

    /// What a busy listener does with each datagram.
    private static void sleep(List<KernelEvent> all) {
        try {
            Thread.sleep(all.size() > 100 ? 0 : 5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
