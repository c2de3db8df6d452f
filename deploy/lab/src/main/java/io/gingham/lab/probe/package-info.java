/// Real packets between pods: every pod's servers and clients live in this one process, each socket
/// opened inside the pod's network namespace (a socket belongs to the namespace it was made in,
/// whoever uses it later).
///
/// ```
///   Prober (one selector) ── SYN / datagram ──▶ kernel, veth, rules, routes ──▶ PodServers (one selector)
///            ◀──────────────── greeting with the name of the pod that answered ────────────────
/// ```
@NullMarked
package io.gingham.lab.probe;

import org.jspecify.annotations.NullMarked;
