package io.gingham.agent.status;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/// What can be asked of an agent. In JSON, `ask` names the kind: `{"ask":"status"}`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "ask")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Request.Status.class, name = "status"),
    @JsonSubTypes.Type(value = Request.Explain.class, name = "explain")
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
}
