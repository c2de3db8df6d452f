package io.gingham.agent.status;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.gingham.agent.glass.PeerAction;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What can be asked of an agent. In JSON, `ask` names the kind: `{"ask":"status"}`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "ask")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Request.Status.class, name = "status"),
    @JsonSubTypes.Type(value = Request.Explain.class, name = "explain"),
    @JsonSubTypes.Type(value = Request.Question.class, name = "question"),
    @JsonSubTypes.Type(value = Request.BgpPeers.class, name = "bgp-peers"),
    @JsonSubTypes.Type(value = Request.BgpRoutes.class, name = "bgp-routes"),
    @JsonSubTypes.Type(value = Request.BgpExplain.class, name = "bgp-explain"),
    @JsonSubTypes.Type(value = Request.BgpControl.class, name = "bgp-control")
})
public sealed interface Request {

    /// Answered by an [AgentStatus].
    record Status() implements Request {}

    /// Which rules of this node decide about a flow; answered by a list of lines.
    ///
    /// @param from source address
    /// @param to destination address
    /// @param protocol `TCP`, `UDP` or `SCTP`
    /// @param port destination port, 1..65535
    record Explain(String from, String to, String protocol, int port) implements Request {}

    /// What becomes of a flow in the whole cluster, and what would change; answered by an
    /// [io.gingham.policy.explain.Answer].
    ///
    /// @param from `namespace/pod`, a node or an address
    /// @param to the same
    /// @param port `TCP/443`
    /// @param with manifests that would be applied
    /// @param without objects that would be deleted, as `KIND/NAMESPACE/NAME`; may be left out
    record Question(
            String from, String to, String port, List<Text> with, @Nullable List<String> without)
            implements Request {
        public Question {
            with = List.copyOf(with);
        }
    }

    /// Answered by a [io.gingham.agent.glass.PeersAnswer]; the agent's and `bgp run`'s.
    record BgpPeers() implements Request {}

    /// Answered by a [io.gingham.agent.glass.RoutesAnswer]; the agent's and `bgp run`'s. The fields
    /// are those of a [io.gingham.agent.glass.GlassRequest]. In JSON each may be left out.
    record BgpRoutes(String view, String peer, String prefix, int limit) implements Request {
        private static final int USUAL_LIMIT = 1000;

        public BgpRoutes {
            view = Objects.requireNonNullElse(view, "all");
            peer = Objects.requireNonNullElse(peer, "");
            prefix = Objects.requireNonNullElse(prefix, "");
            limit = limit == 0 ? USUAL_LIMIT : limit;
        }
    }

    /// Answered by an [io.gingham.agent.glass.ExplainAnswer]; the agent's and `bgp run`'s.
    ///
    /// @param prefix or an address
    /// @param to the peer that is told or not; empty: why a route is the best. In JSON it may be
    ///   left out
    record BgpExplain(String prefix, String to) implements Request {
        public BgpExplain {
            prefix = Objects.requireNonNullElse(prefix, "");
            to = Objects.requireNonNullElse(to, "");
        }
    }

    /// Does something with a peer; answered by a [io.gingham.agent.glass.Done]. The agent's and
    /// `bgp run`'s.
    ///
    /// @param peer its name or address
    /// @param text told to the peer (RFC 9003), of a shutdown and a reset; at most 255 octets
    record BgpControl(PeerAction action, String peer, String text) implements Request {
        public BgpControl {
            Objects.requireNonNull(action, "an action");
            peer = Objects.requireNonNullElse(peer, "");
            text = Objects.requireNonNullElse(text, "");
        }
    }

    /// A file.
    record Text(String name, String content) {}
}
