/// Numbers for Prometheus, in its text form. Those of peers are made when they are asked for, from
/// the speaker's own view of them: a peer that is gone has no numbers, and nothing is counted
/// twice.
///
/// ```
///   BgpSpeaker ─ PeerStatus ─────────────▶ PeerCollector ────────┐
///              ─ PeerStatus ─────────────▶ ConvergenceTimes ─────┤
///              ─ ConvergenceHistogram ───▶ ConvergenceCollector ─┴─▶ Metrics.text ─▶ /metrics of the health server, or of MetricsServer
/// ```
@NullMarked
package io.gingham.agent.metrics;

import org.jspecify.annotations.NullMarked;
