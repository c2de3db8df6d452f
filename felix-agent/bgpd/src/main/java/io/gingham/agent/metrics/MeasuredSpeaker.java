package io.gingham.agent.metrics;

import io.gingham.bgp.bmp.station.CollectorStatus;
import io.gingham.bgp.speaker.BgpSpeaker;
import io.gingham.bgp.speaker.ConvergenceHistogram;
import io.gingham.bgp.speaker.PeerStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What is measured of a speaker.
public interface MeasuredSpeaker {

    List<PeerStatus> peers();

    ConvergenceHistogram convergence();

    /// Of BMP.
    List<CollectorStatus> collectors();

    /// @param speaker the one that runs now; empty before its start
    static MeasuredSpeaker of(Supplier<Optional<BgpSpeaker>> speaker) {
        return new MeasuredSpeaker() {
            @Override
            public List<PeerStatus> peers() {
                return speaker.get().map(BgpSpeaker::peers).orElse(List.of());
            }

            @Override
            public List<CollectorStatus> collectors() {
                return speaker.get().map(BgpSpeaker::collectors).orElse(List.of());
            }

            @Override
            public ConvergenceHistogram convergence() {
                return speaker.get().map(BgpSpeaker::convergence).orElse(ConvergenceHistogram.NONE);
            }
        };
    }
}
