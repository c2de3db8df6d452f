package io.gingham.agent.bgp;

import io.gingham.agent.export.RouterDiscovery;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.NextHops;
import io.gingham.bgp.rib.RouteQuery;
import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.speaker.BgpSpeaker;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.delta.Delta;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// A BGP speaker, as the agent uses it. [BgpSpeaker] has the words.
interface Speaker extends AutoCloseable {

    void reconfigure(SpeakerConfig next);

    void originate(Map<IpPrefix, PathAttributes> prefixes);

    void changeOriginated(List<Delta<IpPrefix, PathAttributes>> changes);

    void nextHopsChanged();

    CompletionStage<Void> initialConvergence();

    List<PeerStatus> peers();

    List<RouteView> bestRoutes();

    /// All that are usable.
    List<RouteView> routes();

    /// For the looking glass; empty in tests.
    Optional<BgpSpeaker> real();

    @Override
    void close();

    /// Makes one that runs.
    @FunctionalInterface
    interface Factory {
        Speaker start(
                SpeakerConfig config,
                Consumer<List<Delta<IpPrefix, BestPath>>> bestPaths,
                NextHops nextHops);
    }

    /// With sockets and a thread.
    static Speaker start(
            SpeakerConfig config,
            Consumer<List<Delta<IpPrefix, BestPath>>> bestPaths,
            NextHops nextHops) {
        BgpSpeaker speaker = BgpSpeaker.start(config, bestPaths, new RouterDiscovery(), nextHops);
        return new Speaker() {
            @Override
            public void reconfigure(SpeakerConfig next) {
                speaker.reconfigure(next);
            }

            @Override
            public void originate(Map<IpPrefix, PathAttributes> prefixes) {
                speaker.originate(prefixes);
            }

            @Override
            public void changeOriginated(List<Delta<IpPrefix, PathAttributes>> changes) {
                speaker.changeOriginated(changes);
            }

            @Override
            public void nextHopsChanged() {
                speaker.nextHopsChanged();
            }

            @Override
            public CompletionStage<Void> initialConvergence() {
                return speaker.initialConvergence();
            }

            @Override
            public List<PeerStatus> peers() {
                return speaker.peers();
            }

            @Override
            public List<RouteView> bestRoutes() {
                return speaker.routes(RouteQuery.BEST).routes();
            }

            @Override
            public List<RouteView> routes() {
                return speaker.routes(RouteQuery.ALL).routes();
            }

            @Override
            public Optional<BgpSpeaker> real() {
                return Optional.of(speaker);
            }

            @Override
            public void close() {
                speaker.close();
            }
        };
    }
}
