/// From the cluster's state to a program for one node: what every backend renders and what explain
/// reads.
///
/// ```
///  endpoint cali1 (default/web) ── egress gate: Open
///                               └─ ingress gate: Isolated(profile) ──▶ profile ──▶ policy chain ──▶ rules
///  endpoint cali2 (default/web2) ─ … the same profile                            ╲─ policy chain     │
///                                                                                                   ▼
///                                                           address sets · named-port sets · net sets
/// ```
///
/// - A **gate** is an endpoint's decision in one direction: open (no policy selects the pod),
///   isolated behind a profile, or closed (the pod isn't known yet).
/// - A **profile** is a set of policies of one direction. Endpoints that the same policies select
///   share it. A packet passes if any rule of any of its chains allows it, else it is dropped.
/// - Directions never share a chain, so an allow in one can't satisfy the other.
/// - **Ids** are hashes of what a thing is (never of what it holds now), over length-prefixed
///   parts, so they are stable while contents change and can't be forged by clever names.
///
/// Pure and deterministic: equal states give equal programs. [Interpreter] says what a program
/// does, without any kernel; tests hold it against [io.gingham.policy.oracle.Oracle].
///
/// Only policies that select a pod of this node are in the program, and only the sets they use.
@NullMarked
package io.gingham.policy.program;

import org.jspecify.annotations.NullMarked;
