/// The agent's one thread, and the pieces of work that take turns on it.
///
/// ```
///   watch caches ─┐
///   CNI server   ─┼─ request() ──▶ LoopTask ──▶ [ loop thread: policy │ peering │ routes ] ──▶ kernel, speaker
///   BGP speaker  ─┘   (coalesced)      ▲  failed: again after 1 s … 30 s; done: again at the refresh interval
/// ```
///
/// A task reads the state as it is when it runs, not the event that woke it: lost, repeated and
/// reordered events do no harm.
@NullMarked
package io.gingham.agent.loop;

import org.jspecify.annotations.NullMarked;
