/// A policy [io.gingham.policy.program.Program] in the kernel.
///
/// ```
///  Program updates ─▶ Wanted ─▶ Changes ─▶ RuleBackend { apply, resync, drift, remove }
///                     (rules: chains touched,      ├─ iptables: text, iptables-restore, ipset's netlink
///                      members as they are)        └─ FakeRuleBackend (tests)
/// ```
///
/// A change costs what it touches: [io.gingham.dataplane.rules.Wanted] makes anew the chains that
/// an update names, hands members on as they are, and a whole comparison happens in a resync alone.
@NullMarked
package io.gingham.dataplane;

import org.jspecify.annotations.NullMarked;
