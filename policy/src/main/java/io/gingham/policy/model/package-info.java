/// The cluster as policy sees it, in values of our own: what is known ([ClusterState]), what is
/// asked ([Flow]), what the answer is ([Verdict]), and nothing about how they arrived.
///
/// ```
///  NetworkPolicy  ClusterNetworkPolicy  GlobalNetworkPolicy …      (any API, by way of convert)
///        \              |                 /
///         ▼             ▼                ▼
///  Policy in a Tier: subject ─ Selector,  Rule: Action + EntityMatch of source and destination
///         │
///  ClusterState ◀── Namespace  ServiceAccount  Pod  NetworkSet  HostEndpoint  EndpointSlice  Node
///         ▲
///         └──── Endpoint (from the CNI server: the interface and addresses of a local pod)
/// ```
///
/// One form for all kinds of policies: what differs between them (how peers are written, what an
/// empty list means, what an object that can't be understood denies) is settled by conversion.
///
/// Everything is immutable and sorted, so that equal states give equal programs. Constructors
/// refuse what can't be meant; what a user wrote wrongly is in [Policy#problems], and its rules
/// already fail closed.
@NullMarked
package io.gingham.policy.model;

import org.jspecify.annotations.NullMarked;
