/// The feed: a table of Kubernetes kinds, mirrored in memory and turned into deltas, for any number
/// of subscribers.
///
/// ```
///   FeedSource ── open(Kind) ──▶ ResourceSource          a kind's mirror             its subscribers
///
///   list ──▶ compare with what is known ──▶ deltas ──┬──▶ Mirror ──┬─▶ Mailbox ──▶ subscriber
///    ▲                                               │             └─▶ Mailbox ──▶ subscriber
///    │                          watch ──▶ deltas ────┘
///    │                            │
///    └── 410 Gone, connection lost, source away ◀── (back-off 0.2 s … 30 s, said once)
/// ```
///
/// A virtual thread a kind keeps its mirror (`WatchCache`); it waits for no subscriber. A
/// subscriber is told on a virtual thread that lives while there is something to tell. While the
/// source is away the last state stays. A kind is in sync when it has been listed and all of the
/// list has been told to those who had subscribed before.
@NullMarked
package io.gingham.watch;

import org.jspecify.annotations.NullMarked;
