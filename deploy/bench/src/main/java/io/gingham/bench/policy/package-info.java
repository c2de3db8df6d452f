/// How fast policy is, on clusters of the shapes that Calico's own benchmarks use: a plain timed
/// program (`./gingham bench policy`), no assertion.
///
/// ```
///  Shapes ── resources ──▶ PolicyBench ── times, memory ──▶ one line each
/// ```
@NullMarked
package io.gingham.bench.policy;

import org.jspecify.annotations.NullMarked;
