/// The cluster as policy sees it, in values of our own: what is known ([ClusterState]), what is
/// asked ([Flow]) and nothing about how either arrived.
///
/// ```
///  Namespace  Pod  NetworkPolicy   (from the API server, by way of convert)
///        \     |     /
///        ClusterState  ◀── Endpoint (from the CNI server: the interface and addresses of a local pod)
/// ```
///
/// Everything is immutable and sorted, so that equal states give equal programs. Constructors
/// refuse what can't be meant; what a user may write wrongly arrives as [NetworkPolicy.Invalid].
@NullMarked
package io.gingham.policy.model;

import org.jspecify.annotations.NullMarked;
