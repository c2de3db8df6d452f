package io.gingham.agent.glass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.bgp.bmp.station.CollectorStatus;
import io.gingham.bgp.rib.DecisionRule;
import io.gingham.bgp.rib.RouteExplanation;
import io.gingham.bgp.rib.RouteExplanation.Verdict;
import io.gingham.bgp.rib.RouteList;
import io.gingham.bgp.rib.RouteQuery;
import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.rib.TellingExplanation;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LookingGlassTest {

    private static final List<RouteView> ROUTES =
            List.of(
                    Sights.route("10.0.0.0/8", "up", true),
                    Sights.route("10.1.0.0/16", "up", true),
                    Sights.beside("10.1.0.0/16", "other"),
                    Sights.route("192.0.2.0/24", "other", true));

    private static final SpeakerView WINDOW =
            new SpeakerView() {
                @Override
                public List<PeerStatus> peers() {
                    return List.of(Sights.up("up", "10.0.0.2"), Sights.down("other", "10.0.0.3"));
                }

                @Override
                public List<CollectorStatus> collectors() {
                    return List.of(Sights.collector("192.0.2.9"));
                }

                @Override
                public RouteList routes(RouteQuery query) {
                    return seen(ROUTES, query);
                }

                @Override
                public RouteList received(String peer, RouteQuery query) {
                    return seen(List.of(Sights.route("198.51.100.0/24", peer, false)), query);
                }

                @Override
                public RouteList advertised(String peer, RouteQuery query) {
                    return seen(List.of(Sights.route("203.0.113.0/24", peer, true)), query);
                }

                @Override
                public RouteExplanation explain(IpPrefix prefix) {
                    return new RouteExplanation(
                            prefix,
                            ROUTES.stream()
                                    .filter(route -> route.prefix().equals(prefix))
                                    .map(
                                            route ->
                                                    new RouteExplanation.Candidate(
                                                            route, verdict(route)))
                                    .toList());
                }

                private RouteList seen(List<RouteView> table, RouteQuery query) {
                    List<RouteView> wanted =
                            table.stream()
                                    .filter(route -> query.scope().has(route.prefix()))
                                    .filter(route -> !query.bestOnly() || route.best())
                                    .toList();
                    return new RouteList(
                            wanted.size(), wanted.stream().limit(query.limit()).toList());
                }

                @Override
                public TellingExplanation explain(IpPrefix prefix, String peer) {
                    return new TellingExplanation(
                            prefix,
                            ROUTES.stream()
                                    .filter(route -> route.prefix().equals(prefix))
                                    .map(
                                            route ->
                                                    new TellingExplanation.Candidate(
                                                            route, true, "told to " + peer))
                                    .toList());
                }

                private Verdict verdict(RouteView route) {
                    return route.best()
                            ? new Verdict.Best()
                            : new Verdict.Beaten(
                                    DecisionRule.LOWEST_MED, "7", "5", Optional.empty());
                }
            };

    private final LookingGlass glass = new LookingGlass(() -> Optional.of(WINDOW));

    @Test
    void showsAllRoutesOrTheBestOrThoseOfAPeersTables() {
        assertEquals(4, ask("all", "", "").total());
        assertEquals(3, ask("best", "", "").total());
        assertEquals("198.51.100.0/24", ask("in", "other", "").routes().getFirst().prefix());
        assertEquals(
                "203.0.113.0/24",
                ask("out", "10.0.0.3", "").routes().getFirst().prefix(),
                "by address");
    }

    @Test
    void aPrefixShowsWhatIsInItAndAnAddressWhatHasIt() {
        assertEquals(3, ask("all", "", "10.0.0.0/8").total());
        assertEquals(1, ask("all", "", "192.0.2.7").total());
        assertEquals(3, ask("all", "", "10.1.2.3").total());
        assertEquals(0, ask("all", "", "172.16.0.0/12").total());
    }

    @Test
    void aLimitIsKeptAndTheRestCounted() {
        RoutesAnswer answer = glass.routes(new GlassRequest("all", "", "", 2));
        assertEquals(2, answer.routes().size());
        assertEquals(4, answer.total());
        assertTrue(GlassText.of(answer).contains("… and 2 more"), GlassText.of(answer));
    }

    @Test
    void explainsTheLongestPrefixThatHasAnAddress() {
        ExplainAnswer answer = glass.explain("10.1.2.3", "");
        assertEquals("10.1.0.0/16", answer.prefix());
        assertEquals("best", answer.candidates().getFirst().verdict());
        assertTrue(answer.candidates().get(1).verdict().startsWith("beaten by"), "" + answer);
    }

    @Test
    void saysWhatIsNotThere() {
        assertTrue(refusal(() -> ask("in", "nobody", "")).contains("there are: up, other"));
        assertTrue(
                refusal(() -> glass.explain("172.16.0.1", "")).contains("no route to 172.16.0.1"));
        assertTrue(refusal(() -> ask("sideways", "", "")).contains("all, best, in or out"));
        assertTrue(refusal(() -> ask("all", "", "10.0.0.1/8")).contains("host bits"));
    }

    @Test
    void aSpeakerThatHasNotStartedHasNothing() {
        LookingGlass dark = new LookingGlass(Optional::empty);
        assertEquals(List.of(), dark.peers().peers());
        assertEquals(0, dark.routes(new GlassRequest("best", "", "", 9)).total());
    }

    @Test
    void whatGoesOverTheSocketIsReadBackAsItWas() throws Exception {
        ObjectMapper json = new ObjectMapper();
        PeersAnswer peers = glass.peers();
        assertEquals(peers, json.readValue(json.writeValueAsString(peers), PeersAnswer.class));
        RoutesAnswer routes = ask("all", "", "");
        assertEquals(routes, json.readValue(json.writeValueAsString(routes), RoutesAnswer.class));
        ExplainAnswer why = glass.explain("10.1.0.0/16", "");
        assertEquals(why, json.readValue(json.writeValueAsString(why), ExplainAnswer.class));
    }

    @Test
    void tablesAreAligned() {
        assertEquals(
                """
                Peer   Address      AS  State        BFD  Up for   Received  Accepted  Told  Msgs in  Msgs out  Queue  Hold left  Flaps  Last error
                up     10.0.0.2  65001  Established  up   1:02:07        10         9     8      321       313     42        77s      2
                other  10.0.0.3  65002  Active       -    -               0         0     0        0         0      0          -      0  connection refused
                restart: routes wait until these peers have sent theirs: other

                BMP collector   State  Shown                           Up for  Msgs  Queue  Connections  Too slow  Last error
                192.0.2.9:5000  up     pre-policy,post-policy,loc-rib  1:05      70     12            3         2
                """,
                GlassText.of(glass.peers()));
        assertEquals(
                """
                   Prefix       Next hop  From   Pref  MED  AS path        Communities
                *  10.1.0.0/16  10.0.0.2  up        -    5  65001 65009 i  65001:1
                =  10.1.0.0/16  10.0.0.2  other     -    5  65001 65009 i  65001:1
                """,
                GlassText.of(ask("all", "", "10.1.0.0/16")));
    }

    private RoutesAnswer ask(String view, String peer, String prefix) {
        return glass.routes(new GlassRequest(view, peer, prefix, 100));
    }

    private static String refusal(org.junit.jupiter.api.function.Executable asked) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, asked).getMessage());
    }
}
