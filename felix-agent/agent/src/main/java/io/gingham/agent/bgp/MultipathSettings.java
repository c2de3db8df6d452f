package io.gingham.agent.bgp;

import io.gingham.bgp.speaker.DecisionConfig;
import io.gingham.crds.v3.BGPConfigurationSpec;
import io.gingham.crds.v3.BGPConfigurationSpec.Multipath;
import java.util.List;
import java.util.Objects;

/// How many equal paths a node uses side by side: what BGPConfiguration's `multipath` says.
final class MultipathSettings {

    /// What BIRD merges unless told otherwise, and so what Calico's nodes do: a node with two
    /// uplinks is to use both.
    static final int DEFAULT_PATHS = 16;

    private static final int MOST_PATHS = 64;

    private MultipathSettings() {}

    /// @param problems gets a sentence for what can't be honoured
    static DecisionConfig of(String node, BgpSettings settings, List<String> problems) {
        Multipath wanted =
                settings.of(node, BGPConfigurationSpec::multipath).orElse(Multipath.DEFAULT);
        CalicoFilters.unknown("BGPConfiguration: multipath", wanted.notHonoured(), problems);
        int most = Objects.requireNonNullElse(wanted.maximumPaths(), DEFAULT_PATHS);
        if (most < 1 || most > MOST_PATHS) {
            problems.add(
                    "BGPConfiguration: multipath.maximumPaths %d is not in 1..%d: %d is used"
                            .formatted(most, MOST_PATHS, DEFAULT_PATHS));
            most = DEFAULT_PATHS;
        }
        return DecisionConfig.DEFAULT.withMultipath(
                most, Objects.requireNonNullElse(wanted.asPathRelax(), true));
    }
}
