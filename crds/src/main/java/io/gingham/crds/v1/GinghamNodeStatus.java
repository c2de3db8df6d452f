package io.gingham.crds.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/// Times are RFC 3339, to the second. An empty text is not written: API servers of 1.20 take it for
/// null, and refuse that.
///
/// @param asNumber of the node's speaker; 0 before it has started
/// @param routerID likewise; empty before
/// @param peers sessions that are Established, of all that are wanted: `3/4`
/// @param routes that the agent keeps in the kernel
/// @param sessions with routers: all; with other nodes: those that are not Established, at most 64
/// @param conditions `Ready` and `PeersEstablished`
/// @param problems what an operator should know of
/// @param updated when this was written
public record GinghamNodeStatus(
        @JsonPropertyDescription("The AS number of the node's speaker.") long asNumber,
        @JsonPropertyDescription("Its router ID.") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                String routerID,
        @JsonPropertyDescription("Sessions that are Established, of all.") String peers,
        @JsonPropertyDescription("Routes that the agent keeps in the kernel.") long routes,
        @JsonPropertyDescription(
                        "BGP sessions with routers; of those with nodes the ones that are not Established.")
                List<Session> sessions,
        @JsonPropertyDescription("Ready and PeersEstablished.")
                List<NodeReportCondition> conditions,
        @JsonPropertyDescription("What an operator should know of.") List<ReportedProblem> problems,
        @JsonPropertyDescription("When this was written.") String updated) {

    public GinghamNodeStatus {
        sessions = List.copyOf(sessions);
        conditions = List.copyOf(conditions);
        problems = List.copyOf(problems);
    }

    /// A BGP session.
    ///
    /// @param name of the BGPPeer, or `mesh/NODE`
    /// @param state as RFC 4271 spells it
    /// @param since when it was first seen so
    /// @param reason why the last session ended, or could not be; empty if neither happened
    /// @param received prefixes
    /// @param accepted those of them that were believed
    /// @param advertised prefixes
    /// @param bfd `Up`, `Down`; empty if the peer is not watched
    /// @param flaps sessions that ended since the peer was configured
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Session(
            @JsonPropertyDescription("The BGPPeer, or mesh/NODE.") String name,
            @JsonPropertyDescription("The peer's address.") String address,
            @JsonPropertyDescription("Its AS number.") long asNumber,
            @JsonPropertyDescription("As RFC 4271 spells it.") String state,
            @JsonPropertyDescription("When it was first seen so.") String since,
            @JsonPropertyDescription("Why the last session ended, or could not be.") String reason,
            @JsonPropertyDescription("Prefixes that it told.") long received,
            @JsonPropertyDescription("Those of them that were believed.") long accepted,
            @JsonPropertyDescription("Prefixes that it was told.") long advertised,
            @JsonPropertyDescription("Up or Down; empty where there is no BFD.") String bfd,
            @JsonPropertyDescription("Sessions that ended.") long flaps) {}

    /// As conditions of other kinds are.
    ///
    /// @param status `True` or `False`
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record NodeReportCondition(
            String type, String status, String reason, String message, String lastTransitionTime) {}

    /// @param id of its kind, as in the agent's metrics
    /// @param object what it concerns; empty: the node
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ReportedProblem(String id, String object, String message) {}
}
