/// Rules as iptables and ipset take them.
///
/// ```
///  changes ─▶ 1 ipset netlink      create sets, add members
///             2 iptables-restore   chains that were touched, hooks, stale chains; one a table, atomic;
///                                  the two families at the same time
///             3 ipset netlink      remove members, destroy sets
/// ```
///
/// A rule carries a comment `gham:<hash>`, with its note behind it (in one comment: each costs the
/// kernel 256 bytes); the hash covers the chain's name and all rules up to that one, so a list of
/// hashes says whether a chain is as wanted ([ChainText]). Ours are known by their prefix (`gham-`
/// for chains, `gham` for sets) and by the comment in the kernel's own chains.
///
/// What is in the kernel is read once (`iptables-save`, a dump of the sets) and then remembered: of
/// chains their hashes, of sets nothing but that they are as they were written. A failed write
/// forgets, and the next apply reads anew.
///
/// A table is written whole or not at all (a very large change in several steps, each of them safe:
/// see [RestoreFile]). If the kernel refuses a table, its old rules stay in force (members that
/// should go are still taken out of the sets), the other tables are written, and the caller gets a
/// [io.gingham.dataplane.DataplaneException] and tries again. One thing is left out on purpose:
/// finding the one policy whose rules the kernel refuses and closing only its pods. Nothing is
/// written that a kernel with iptables, ipset and conntrack refuses, so this could only isolate a
/// fault of the machine.
@NullMarked
package io.gingham.dataplane.iptables;

import org.jspecify.annotations.NullMarked;
