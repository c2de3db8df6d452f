/// Brings the kernel's rules and sets to what [io.gingham.agent.rules] rendered.
///
/// ```
///  Program ─▶ render ─▶ 1 ipset restore     create sets, add members
///   (per family)        2 iptables-restore  dirty chains, hooks, stale chains; one a table, atomic
///                       3 ipset restore     remove members, destroy sets
/// ```
///
/// What is in the kernel is read once (`iptables-save`, `ipset save`) and then remembered; an apply
/// that finds nothing to change starts no process, so counters survive a restart. A failed write
/// forgets what was remembered, and the next apply reads anew. [PolicyDataplane#resync] reads anew
/// at any time, and so heals what others flushed or changed.
///
/// Foreign rules, chains and sets are never written. Ours are known by their prefix (`gham-` for
/// chains, `gham` for sets) and by the comment `gham:…` in the kernel's own chains.
///
/// A table is written whole or not at all (a very large change in several steps, each of them safe:
/// see [RestoreFile]). If the kernel refuses a table, its old rules stay in force (members that
/// should go are still taken out of the sets), the other tables are written, and the caller gets a
/// [DataplaneException] and retries. One thing is left out on purpose: finding the one policy whose
/// rules the kernel refuses and closing only its pods. The renderer writes nothing a kernel with
/// iptables, ipset and conntrack refuses, so this could only isolate a fault of the machine.
///
/// Everything runs on the caller's thread, one caller at a time.
@NullMarked
package io.gingham.agent.kernel;

import org.jspecify.annotations.NullMarked;
