package io.gingham.agent;

import io.gingham.agent.bgp.PeeringPart;
import io.gingham.agent.enforce.PolicyPart;
import io.gingham.agent.glass.GlassRequest;
import io.gingham.agent.glass.LookingGlass;
import io.gingham.agent.glass.PeerControls;
import io.gingham.agent.part.Health;
import io.gingham.agent.part.Part;
import io.gingham.agent.part.Problem;
import io.gingham.agent.status.Request;
import io.gingham.agent.status.StatusDraft;
import io.gingham.agent.status.StatusServer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Answers what can be asked of an agent.
final class StatusReport implements StatusServer.Answerer {

    private final String node;
    private final List<Part> parts;
    private final Supplier<List<Health>> health;
    private final PolicyPart policy;
    private final LookingGlass glass;
    private final PeerControls controls;
    private final long started = System.nanoTime();

    /// @param health of the parts, in their order
    StatusReport(
            String node,
            List<Part> parts,
            Supplier<List<Health>> health,
            PolicyPart policy,
            PeeringPart routing) {
        this.node = node;
        this.parts = List.copyOf(parts);
        this.health = health;
        this.policy = policy;
        this.glass = new LookingGlass(routing::speakerView);
        this.controls = new PeerControls(glass, routing::speaker);
    }

    @Override
    public Object answer(Request request) {
        return switch (request) {
            case Request.Status() -> status();
            case Request.Explain explain -> Explanation.ofNode(policy, node, explain);
            case Request.Question question -> Explanation.ofCluster(policy, node, question);
            case Request.BgpPeers() -> glass.peers();
            case Request.BgpRoutes(var view, var peer, var prefix, var limit) ->
                    glass.routes(new GlassRequest(view, peer, prefix, limit));
            case Request.BgpExplain(var prefix, var to) -> glass.explain(prefix, to);
            case Request.BgpControl(var action, var peer, var text) ->
                    controls.carryOut(action, peer, text);
        };
    }

    private Object status() {
        StatusDraft draft = new StatusDraft();
        parts.forEach(part -> part.show(draft));
        List<String> problems =
                health.get().stream()
                        .flatMap(of -> of.problems().stream())
                        .map(Problem::sentence)
                        .toList();
        return draft.finish(
                node,
                ProcessHandle.current().pid(),
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started),
                problems);
    }
}
