/// From changes of the cluster to changes of this node's program, at a cost that follows what
/// changes and not what exists.
///
/// ```
///  Delta<ResourceKey, Resource>                                     CalcGraph: coalesces, then one flush runs
///     │                                                             down the picture and its updates come out
///     ├─ namespaces, accounts, profiles ─┬──────────────┐
///     ├─ pods, host endpoints ───────────┤              │
///     ├─ network sets, nodes, slices ────┼─▶ SetStage   ├─▶ Governance     which policies govern which endpoint,
///     ├─ endpoints (interfaces here) ────┘      ▲       │       │          in which order
///     └─ policies, tiers ───────────────────────┼───────┘       ▼
///                                               │         EndpointStage    gates of each endpoint       ─▶ EndpointPut
///                                               │               │ shapes
///                                               │               ▼
///                                               │         GroupStage       shared by endpoints          ─▶ GroupPut
///                                               │               │ chains
///                                               │ sources       ▼
///                                               └───────  ChainStage       shared by groups, compiled   ─▶ ChainPut
///     SetStage: members, shared by chains ─▶ SetAdded, MembersChanged
/// ```
///
/// - One thread, no locks, no clock. A stage returns what changed; nothing calls back.
/// - Everything downstream of the gates is counted by its references. What nobody refers to any
///   more goes at the end of the flush, so that it may be taken up again before.
/// - A policy is compiled only if it governs an endpoint here, a set filled only if a chain needs
///   it.
/// - [SelectorIndex] is the heart: it tries a selector only on items that have a label it needs,
///   and an item only on selectors that need one of its labels.
/// - Endpoints that the same policies govern are sorted once.
///
/// Nothing is refused here: what can't be understood is in the resources already, as rules that
/// fail closed. An endpoint whose pod or namespace isn't known is closed, with the reason.
@NullMarked
package io.gingham.policy.calc;

import org.jspecify.annotations.NullMarked;
