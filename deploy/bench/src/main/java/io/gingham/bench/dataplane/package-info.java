/// How fast an agent brings a change of the API into the kernel (`./gingham bench dataplane`), and
/// what that costs. Measured from outside: the agent is `./gingham agent`, started with no option
/// or hook of its own.
///
/// ```
///  private namespaces                                  namespace "node"
///  ┌ bench process ──────────────────────┐            ┌ process of its own ─────────────┐
///  │ Change ─▶ api.ApiServer ────────────┼─ veth, TCP ▶ ./gingham agent                  │
///  │ Sandboxes ─▶ gingham-cni, netns ────┼─ socket ──▶│   ├─▶ iptables-restore, ipset, … │
///  │                                     │            └───┼─────────────────────────────┘
///  │ RuleEvents ◀── nf_tables' events ───┼── netlink ─────┤ the node's kernel
///  │ SetProbe ───── is it in the set? ───┼── netlink ─────┘
///  │ TaskWatch, ProcessCost ◀── /proc     │
///  └─────────────────────────────────────┘
/// ```
///
/// *Event*: just before the server writes it to the agent's watch. *Last kernel write*: the later
/// of the last nf_tables transaction (the kernel announces each, NFNLGRP_NFTABLES) and the moment
/// when the last set member is there, or gone. ipset announces nothing: which members a change
/// moves is found out beforehand, by comparing all sets before and after the same change; then each
/// is asked for, one question every 100 µs, until the answer is as it must be.
///
/// One thread measures; one reads the kernel's events; the API server has its own.
@NullMarked
package io.gingham.bench.dataplane;

import org.jspecify.annotations.NullMarked;
