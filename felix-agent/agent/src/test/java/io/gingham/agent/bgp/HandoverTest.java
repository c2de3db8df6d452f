package io.gingham.agent.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.message.RouterId;
import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.PeerRelation;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HandoverTest {

    private static final AsNumber AS = new AsNumber(64512);
    private static final IpPrefix BLOCK2 = IpPrefix.parse("10.244.2.0/24");

    private final Handover handover = new Handover();
    private final List<IpAddress> nodes = new ArrayList<>();
    private final List<RouteView> routes = new ArrayList<>();
    private Duration now = Duration.ofHours(1);
    private SpeakerConfig running = config(node(2), node(9));

    HandoverTest() {
        nodes.addAll(List.of(address(1), address(2), address(9)));
    }

    @Test
    void aMeshSessionStaysUntilTheReflectorTellsItsRoutesAndTenSecondsLonger() {
        routes.add(route("mesh/n2"));
        Handover.Step step = after(0, config(node(9)));
        assertEquals(List.of("mesh/n9", "mesh/n2"), names(step));
        assertTrue(step.unfinished());
        assertEquals(List.of(), step.problems());
        step = after(60, config(node(9)));
        assertEquals(List.of("mesh/n9", "mesh/n2"), names(step));
        assertTrue(step.problems().getFirst().contains("10.244.2.0/24"), "" + step.problems());
        routes.add(route("mesh/n9"));
        assertEquals(2, names(after(1, config(node(9)))).size());
        assertEquals(2, names(after(9, config(node(9)))).size());
        step = after(2, config(node(9)));
        assertEquals(List.of("mesh/n9"), names(step));
        assertFalse(step.unfinished());
    }

    @Test
    void aRouteThatGoesAgainBeginsTheTimeAnew() {
        routes.addAll(List.of(route("mesh/n2"), route("mesh/n9")));
        after(0, config(node(9)));
        routes.removeLast();
        assertEquals(2, names(after(9, config(node(9)))).size());
        routes.add(route("mesh/n9"));
        assertEquals(2, names(after(2, config(node(9)))).size());
        assertEquals(2, names(after(9, config(node(9)))).size());
        assertEquals(1, names(after(2, config(node(9)))).size());
    }

    @Test
    void afterFiveMinutesTheSessionEndsWhateverIsMissing() {
        routes.add(route("mesh/n2"));
        after(0, config(node(9)));
        assertEquals(2, names(after(299, config(node(9)))).size());
        assertEquals(1, names(after(2, config(node(9)))).size());
    }

    @Test
    void aRouterThatIsNotWantedAndANodeThatIsGoneLeaveAtOnce() {
        running =
                config(
                        node(2),
                        PeerConfig.of("tor", IpAddress.parse("192.0.2.254"), new AsNumber(64999)));
        routes.add(route("mesh/n2"));
        nodes.remove(address(2));
        Handover.Step step = after(0, config(node(9)));
        assertEquals(List.of("mesh/n9"), names(step));
        assertFalse(step.unfinished());
    }

    @Test
    void aFormerReflectorReflectsForAnotherMinute() {
        PeerConfig client = node(2).withRelation(PeerRelation.PLAIN.withReflectorClient(true));
        RouterId cluster = RouterId.parse("244.0.0.1");
        running = config(client, node(9)).withClusterId(cluster);
        Handover.Step step = after(0, config(node(2), node(9)));
        assertTrue(step.config().peers().getFirst().relation().reflectorClient());
        assertEquals(cluster, step.config().clusterId());
        assertTrue(after(59, config(node(2), node(9))).unfinished());
        step = after(2, config(node(2), node(9)));
        assertEquals(config(node(2), node(9)), step.config());
        assertFalse(step.unfinished());
    }

    private Handover.Step after(int seconds, SpeakerConfig wanted) {
        now = now.plusSeconds(seconds);
        Handover.Step step = handover.next(running, wanted, nodes, () -> routes, now.toNanos());
        running = step.config();
        return step;
    }

    private static List<String> names(Handover.Step step) {
        return step.config().peers().stream().map(PeerConfig::name).toList();
    }

    private static IpAddress address(int number) {
        return IpAddress.parse("192.0.2." + number);
    }

    private static PeerConfig node(int number) {
        return PeerConfig.of("mesh/n" + number, address(number), AS);
    }

    private static SpeakerConfig config(PeerConfig... peers) {
        return SpeakerConfig.of(AS, RouterId.of(address(1)), Stream.of(peers).toList());
    }

    private static RouteView route(String from) {
        return new RouteView(BLOCK2, from, 0, PathAttributes.EMPTY, false, false, false);
    }
}
