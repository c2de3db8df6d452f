/// Desired against actual, written once: dump, compare, change in dependency order.
///
/// ```
///   desired ─┐
///            ├─▶ Plan (pure) ─▶ puts in order ─▶ removes in reverse ─▶ Reconciliation
///   dump() ──┘                    │ Target.apply, one result each
/// ```
///
/// Idempotent: a second run with nothing changed meanwhile changes nothing. What the kernel refuses
/// is in the result by key, and the rest goes on; when to try again, and how often, is the
/// caller's. No thread, no clock.
@NullMarked
package io.gingham.netlink.reconcile;

import org.jspecify.annotations.NullMarked;
