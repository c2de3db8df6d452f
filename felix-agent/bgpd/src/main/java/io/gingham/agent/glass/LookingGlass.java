package io.gingham.agent.glass;

import io.gingham.bgp.rib.RouteList;
import io.gingham.bgp.rib.RouteQuery;
import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Answers questions about a speaker. A speaker that has not been started yet has no peers and no
/// routes.
public final class LookingGlass {

    private static final RouteList NOTHING = new RouteList(0, List.of());

    private final Supplier<Optional<SpeakerView>> speaker;

    public LookingGlass(Supplier<Optional<SpeakerView>> speaker) {
        this.speaker = speaker;
    }

    public PeersAnswer peers() {
        return new PeersAnswer(
                statuses().stream().map(SeenPeer::of).toList(),
                speaker.get().map(SpeakerView::collectors).orElse(List.of()).stream()
                        .map(SeenCollector::of)
                        .toList());
    }

    /// @throws IllegalArgumentException with a sentence, if there is no such peer or prefix
    public RoutesAnswer routes(GlassRequest request) {
        RouteQuery query =
                new RouteQuery(
                        scope(request.prefix()), request.view().equals("best"), request.limit());
        RouteList found = speaker.get().map(view -> look(view, request, query)).orElse(NOTHING);
        return new RoutesAnswer(found.total(), found.routes().stream().map(SeenRoute::of).toList());
    }

    private RouteList look(SpeakerView view, GlassRequest request, RouteQuery query) {
        return switch (request.view()) {
            case "in" -> view.received(peer(request.peer()), query);
            case "out" -> view.advertised(peer(request.peer()), query);
            default -> view.routes(query);
        };
    }

    /// @param text a prefix or an address
    /// @param to a peer's name or address: why it is told or not; empty: why a route is the best
    /// @throws IllegalArgumentException with a sentence, if no route or no peer is there
    public ExplainAnswer explain(String text, String to) {
        Optional<SpeakerView> running = speaker.get();
        IpPrefix prefix = text.contains("/") ? IpPrefix.parse(text) : longest(text, running);
        List<ExplainAnswer.Candidate> candidates =
                to.isEmpty() ? choice(prefix, running) : telling(prefix, peer(to), running);
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("there is no route to " + prefix);
        }
        return new ExplainAnswer(prefix.toString(), candidates);
    }

    private static List<ExplainAnswer.Candidate> choice(
            IpPrefix prefix, Optional<SpeakerView> running) {
        return running.map(view -> view.explain(prefix).candidates()).orElse(List.of()).stream()
                .map(c -> new ExplainAnswer.Candidate(SeenRoute.of(c.route()), c.verdict().text()))
                .toList();
    }

    private static List<ExplainAnswer.Candidate> telling(
            IpPrefix prefix, String peer, Optional<SpeakerView> running) {
        return running
                .map(view -> view.explain(prefix, peer).candidates())
                .orElse(List.of())
                .stream()
                .map(c -> new ExplainAnswer.Candidate(SeenRoute.of(c.route()), c.text()))
                .toList();
    }

    private static IpPrefix longest(String text, Optional<SpeakerView> running) {
        IpAddress address = IpAddress.parse(text);
        RouteQuery query =
                new RouteQuery(new RouteQuery.Scope.Around(address), false, Integer.MAX_VALUE);
        return running.map(view -> view.routes(query)).orElse(NOTHING).routes().stream()
                .map(RouteView::prefix)
                .max(Comparator.comparingInt(IpPrefix::length))
                .orElseThrow(() -> new IllegalArgumentException("there is no route to " + address));
    }

    private static RouteQuery.Scope scope(String text) {
        if (text.isEmpty()) {
            return new RouteQuery.Scope.Everywhere();
        }
        return text.contains("/")
                ? new RouteQuery.Scope.Inside(IpPrefix.parse(text))
                : new RouteQuery.Scope.Around(IpAddress.parse(text));
    }

    /// The name of the peer of that name or address.
    ///
    /// @throws IllegalArgumentException with a sentence, if there is none
    String peer(String nameOrAddress) {
        List<PeerStatus> all = statuses();
        return all.stream()
                .filter(
                        peer ->
                                peer.name().equals(nameOrAddress)
                                        || peer.address().toString().equals(nameOrAddress))
                .findFirst()
                .map(PeerStatus::name)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "there is no peer '"
                                                + nameOrAddress
                                                + "'; there are: "
                                                + String.join(
                                                        ", ",
                                                        all.stream()
                                                                .map(PeerStatus::name)
                                                                .toList())));
    }

    private List<PeerStatus> statuses() {
        return speaker.get().map(SpeakerView::peers).orElse(List.of());
    }
}
