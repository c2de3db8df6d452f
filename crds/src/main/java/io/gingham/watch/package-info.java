/// The watch cache: one Kubernetes kind, mirrored in memory and turned into deltas.
///
/// ```
///   list ──▶ compare with what is known ──▶ deltas ──▶ in sync ──▶ watch ──▶ deltas
///    ▲                                                              │
///    └────── 410 Gone, connection lost, API server away ◀───────────┘   (back-off 0.2 s … 30 s, said once)
/// ```
///
/// One thread a kind; its listener is called on that thread, in order. While the API server is away
/// the last state stays.
@NullMarked
package io.gingham.watch;

import org.jspecify.annotations.NullMarked;
