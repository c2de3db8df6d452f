package io.gingham.agent.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.FakeFeed;
import io.gingham.agent.cluster.Kinds;
import io.gingham.agent.cluster.Kinds.SeenNode;
import io.gingham.agent.cluster.Kinds.SeenSlice;
import io.gingham.agent.cluster.NodeDuty;
import io.gingham.agent.cluster.ReadyEndpoints;
import io.gingham.agent.cluster.SeenService;
import io.gingham.agent.enforce.PolicyInbox;
import io.gingham.agent.services.DrainPart.Said;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.delta.Delta;
import io.gingham.policy.convert.Converted;
import io.gingham.policy.model.EndpointSlice;
import io.gingham.policy.model.Node;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import io.gingham.watch.ResourceKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The two parts, with a cluster, a clock and a Node in memory.
class ServicesPartTest {

    private static final ResourceKey WEB = new ResourceKey("shop", "web");
    private static final IpPrefix RANGE = IpPrefix.parse("10.96.0.0/12");
    private static final IpPrefix ADDRESS = IpPrefix.parse("10.96.0.1/32");

    private final FakeFeed cluster = new FakeFeed(new PolicyInbox());
    private final List<String> story = new ArrayList<>();
    private final List<Duration> again = new ArrayList<>();
    private final List<Said> written = new ArrayList<>();
    private int wakes;
    private long now;
    private NodeDuty duty = NodeDuty.NORMAL;

    private final ServicesPart part =
            new ServicesPart(
                    "n1",
                    cluster,
                    new ServicesPart.Listener(
                            () -> wakes++,
                            changes -> changes.forEach(this::heard),
                            again::add,
                            () -> story.add("stage")),
                    () -> now);
    private final DrainPart drain =
            new DrainPart(
                    part,
                    () -> story.add("settled"),
                    (said, transition) -> {
                        written.add(said);
                        story.add(said.status() + (transition ? ", another" : ""));
                        // As the watch brings it back.
                        be(new NodeDuty(duty.cordoned(), duty.excluded(), said.status()));
                    });

    @BeforeEach
    void fill() {
        cluster.nodes.add(
                new ClusterNode(
                        "n1",
                        List.of(IpAddress.parse("192.0.2.1")),
                        List.of(),
                        Optional.empty(),
                        ""));
        be(NodeDuty.NORMAL);
        cluster.put(
                Kinds.SERVICES,
                WEB,
                new SeenService(
                        true, false, List.of(IpAddress.parse("10.96.0.1")), List.of(), List.of()));
        ready("n1");
        announce("10s");
    }

    private void announce(String drainTime) {
        cluster.bgpConfigurations.put(
                "default",
                ServiceBlocksTest.spec(
                        ServiceBlocksTest.cidrs(RANGE.toString()), null, null, null, drainTime));
        part.topologyChanged();
    }

    private void be(NodeDuty next) {
        duty = next;
        cluster.put(
                Kinds.NODES,
                new ResourceKey("", "n1"),
                new SeenNode(cluster.nodes.getFirst(), new Node("n1", Map.of(), List.of()), duty));
        part.topologyChanged();
    }

    private void ready(String... nodes) {
        cluster.put(
                Kinds.ENDPOINT_SLICES,
                new ResourceKey("shop", "web-1"),
                new SeenSlice(
                        new Converted(
                                new EndpointSlice("shop", "web-1", "web", List.of(), List.of()),
                                List.of()),
                        Optional.of(new ReadyEndpoints(WEB, IpFamily.IPV4, List.of(nodes)))));
    }

    private void heard(Delta<IpPrefix, PathAttributes> delta) {
        story.add(
                switch (delta) {
                    case Delta.Put<IpPrefix, PathAttributes>(var prefix, var attributes) ->
                            "+"
                                    + prefix
                                    + (attributes.communities().isEmpty()
                                            ? ""
                                            : " " + attributes.communities());
                    case Delta.Remove<IpPrefix, PathAttributes>(var prefix) -> "-" + prefix;
                });
    }

    private List<String> run() {
        story.clear();
        part.run(false);
        story.sort(String::compareTo);
        return List.copyOf(story);
    }

    private List<String> runDrain() {
        story.clear();
        drain.run(false);
        return List.copyOf(story);
    }

    @Test
    void nothingIsSaidBeforeEveryKindHasBeenListed() {
        cluster.inSync = false;
        assertEquals(List.of(), run());
        assertEquals(Map.of(), part.announced());
    }

    @Test
    void theRangeAndTheLocalServiceAreAnnounced() {
        assertEquals(List.of("+10.96.0.0/12", "+10.96.0.1/32"), run());
        assertEquals(Set.of(RANGE, ADDRESS), part.announced().keySet());
        assertEquals(List.of(), run());
    }

    @Test
    void anEndpointThatComesOrGoesIsOneChange() {
        run();
        int before = wakes;
        ready("n2");
        assertEquals(before + 1, wakes);
        assertEquals(List.of("-10.96.0.1/32"), run());
        ready("n1", "n2");
        assertEquals(List.of("+10.96.0.1/32"), run());
    }

    @Test
    void aServiceThatGoesTakesItsRouteAlong() {
        run();
        cluster.remove(Kinds.SERVICES, WEB);
        assertEquals(List.of("-10.96.0.1/32"), run());
    }

    /// A restarting speaker is told all at once.
    @Test
    void whoeverAsksForAllHearsOfWhatHasJustChangedToo() {
        ready("n2");
        assertEquals(Set.of(RANGE), part.announced().keySet());
        assertEquals(List.of(), run());
    }

    @Test
    void aConfigurationThatComesLaterFindsTheServicesThatWereThere() {
        cluster.bgpConfigurations.clear();
        part.topologyChanged();
        assertEquals(List.of(), run());
        ready("n1");
        run();
        announce("10s");
        assertEquals(List.of("+10.96.0.0/12", "+10.96.0.1/32"), run());
        cluster.bgpConfigurations.clear();
        part.topologyChanged();
        assertEquals(List.of("-10.96.0.0/12", "-10.96.0.1/32"), run());
    }

    @Test
    void aNodeThatIsExcludedAnnouncesNothing() {
        run();
        be(new NodeDuty(false, true, ""));
        assertEquals(List.of("-10.96.0.0/12", "-10.96.0.1/32"), run());
        be(NodeDuty.NORMAL);
        assertEquals(List.of("+10.96.0.0/12", "+10.96.0.1/32"), run());
    }

    @Test
    void aCordonedNodeSaysThatItLeavesThenWithdrawsThenSaysThatItIsSafe() {
        run();
        assertEquals(List.of(), runDrain());
        be(new NodeDuty(true, false, ""));
        assertEquals(List.of("+10.96.0.0/12 [65535:0]", "+10.96.0.1/32 [65535:0]", "stage"), run());
        assertEquals(Community.GRACEFUL_SHUTDOWN.toString(), "65535:0");
        assertTrue(
                part.announced().values().stream().allMatch(path -> path.localPref() == 0),
                part.announced().toString());
        assertEquals(List.of(Duration.ofSeconds(10)), again);
        assertEquals(List.of("False, another"), runDrain());
        assertTrue(written.getLast().message().contains("GRACEFUL_SHUTDOWN"));
        now = Duration.ofSeconds(10).toNanos();
        assertEquals(List.of("-10.96.0.0/12", "-10.96.0.1/32", "stage"), run());
        assertEquals(List.of("settled", "True, another"), runDrain());
        assertTrue(written.getLast().message().contains("safe to evict"));
        run();
        assertEquals(List.of(), runDrain());
        be(new NodeDuty(false, false, "True"));
        assertEquals(List.of("+10.96.0.0/12", "+10.96.0.1/32", "stage"), run());
        assertEquals(List.of("False, another"), runDrain());
    }

    /// The clock is asked for once for each cordon, whatever comes meanwhile.
    @Test
    void whatChangesWhileANodeLeavesIsAnnouncedAsTheLastChoiceToo() {
        ready("n2");
        run();
        be(new NodeDuty(true, false, ""));
        run();
        now = Duration.ofSeconds(3).toNanos();
        ready("n1");
        assertEquals(List.of("+10.96.0.1/32 [65535:0]"), run());
        assertEquals(List.of(Duration.ofSeconds(10)), again);
    }

    @Test
    void aNodeThatWasNeverCordonedIsNotWrittenTo() {
        run();
        runDrain();
        be(new NodeDuty(false, true, ""));
        run();
        runDrain();
        assertEquals(List.of(), written);
    }

    /// The last agent has said it.
    @Test
    void anAgentThatStartsOnADrainedNodeAnnouncesAndWritesNothing() {
        be(new NodeDuty(true, false, "True"));
        assertEquals(List.of("stage"), run());
        assertEquals(List.of(), runDrain());
        assertEquals(Map.of(), part.announced());
    }

    @Test
    void aRangeThatIsNotUnderstoodIsAProblem() {
        cluster.bgpConfigurations.put(
                "default",
                ServiceBlocksTest.spec(
                        ServiceBlocksTest.cidrs("10.96.0.0"), null, null, null, null));
        part.topologyChanged();
        run();
        assertTrue(
                part.health("").problems().getFirst().sentence().contains("serviceClusterIPs"),
                part.health("").toString());
    }
}
