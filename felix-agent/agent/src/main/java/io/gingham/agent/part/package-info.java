/// What an agent is made of: parts, each on a loop, and what they say of themselves.
///
/// ```
///   whoever sees a change ─ request(NAME) ──▶ Loop: one thread, its parts in turn
///                                               │   failed: again after 1 s … 30 s; done: again at the refresh interval
///                                               ▼
///                       Part { name, run(refresh), health(failure), show(status), close }
///                                               │
///            readiness, status, metrics, log ◀──┴── Health: an obstacle, problems
/// ```
///
/// A part reads the state as it is when it runs, not the event that woke it: lost, repeated and
/// reordered events do no harm. What one loop does, the parts of another don't wait for.
@NullMarked
package io.gingham.agent.part;

import org.jspecify.annotations.NullMarked;
