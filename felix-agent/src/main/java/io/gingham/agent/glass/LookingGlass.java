package io.gingham.agent.glass;

import io.gingham.bgp.rib.RouteView;
import io.gingham.bgp.speaker.PeerStatus;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Answers questions about a speaker. A speaker that has not been started yet has no peers and no
/// routes.
public final class LookingGlass {

    private final Supplier<Optional<Window>> speaker;

    public LookingGlass(Supplier<Optional<Window>> speaker) {
        this.speaker = speaker;
    }

    public PeersAnswer peers() {
        return new PeersAnswer(statuses().stream().map(SeenPeer::of).toList());
    }

    /// @throws IllegalArgumentException with a sentence, if there is no such peer or prefix
    public RoutesAnswer routes(GlassRequest request) {
        Predicate<IpPrefix> wanted = wanted(request.prefix());
        List<RouteView> found =
                views(request).stream().filter(route -> wanted.test(route.prefix())).toList();
        return new RoutesAnswer(
                found.size(), found.stream().limit(request.limit()).map(SeenRoute::of).toList());
    }

    private List<RouteView> views(GlassRequest request) {
        Optional<Window> running = speaker.get();
        if (running.isEmpty()) {
            return List.of();
        }
        return switch (request.view()) {
            case "in" -> running.get().received(peer(request.peer()));
            case "out" -> running.get().advertised(peer(request.peer()));
            case "best" -> running.get().routes().stream().filter(RouteView::best).toList();
            default -> running.get().routes();
        };
    }

    /// @param text a prefix or an address
    /// @throws IllegalArgumentException with a sentence, if no route is there
    public ExplainAnswer explain(String text) {
        Optional<Window> running = speaker.get();
        IpPrefix prefix = text.contains("/") ? IpPrefix.parse(text) : longest(text, running);
        List<ExplainAnswer.Candidate> candidates =
                running
                        .map(window -> window.explain(prefix).candidates())
                        .orElse(List.of())
                        .stream()
                        .map(
                                c ->
                                        new ExplainAnswer.Candidate(
                                                SeenRoute.of(c.route()), c.verdict().text()))
                        .toList();
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("there is no route to " + prefix);
        }
        return new ExplainAnswer(prefix.toString(), candidates);
    }

    private IpPrefix longest(String text, Optional<Window> running) {
        IpAddress address = IpAddress.parse(text);
        return running.map(Window::routes).orElse(List.of()).stream()
                .map(RouteView::prefix)
                .filter(prefix -> prefix.contains(address))
                .max(Comparator.comparingInt(IpPrefix::length))
                .orElseThrow(() -> new IllegalArgumentException("there is no route to " + address));
    }

    private static Predicate<IpPrefix> wanted(String text) {
        if (text.isEmpty()) {
            return prefix -> true;
        }
        if (text.contains("/")) {
            return IpPrefix.parse(text)::contains;
        }
        IpAddress address = IpAddress.parse(text);
        return prefix -> prefix.contains(address);
    }

    private String peer(String nameOrAddress) {
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
        return speaker.get().map(Window::peers).orElse(List.of());
    }
}
