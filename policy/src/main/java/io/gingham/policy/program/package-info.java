/// What every backend renders and what explain reads: the compiled form of all that decides on one
/// node.
///
/// ```
///  endpoint cali1 (default/web) ── egress gate: Open
///                               └─ ingress gate: Governed(group) ──▶ group
///  endpoint cali2 (default/web2) ─ … the same group                  ├─ tier kube-admin: chain, chain; else Pass
///                                                                    ├─ tier default:    chain, chain; else Deny
///                                                                    └─ end: Allow
///                    chain ─▶ rules: Action + Criterion, Criterion …  ─▶ sets (addresses, nets, address+port)
/// ```
///
/// - A **gate** is an endpoint's decision in one direction: open (no policy applies), governed by a
///   group, or closed (the pod isn't known yet).
/// - A **group** is a sequence of tiers, of one direction. Endpoints that the same policies govern
///   share it.
/// - Directions never share a chain, so an allow in one can't satisfy the other.
/// - A **rule** is an action and criteria that must all hold; what a policy's rule says with "or"
///   has become several rules of the same number.
/// - **Ids** are hashes of what a thing is (never of what it holds now), over length-prefixed
///   parts, so they are stable while contents change and can't be forged by clever names.
///
/// A program is the sum of its [ProgramUpdate]s. [Interpreter] says what it does, without any
/// kernel; tests hold it against [io.gingham.policy.oracle.Oracle]. Only policies that govern an
/// endpoint of this node are in it, and only the sets they use.
@NullMarked
package io.gingham.policy.program;

import org.jspecify.annotations.NullMarked;
