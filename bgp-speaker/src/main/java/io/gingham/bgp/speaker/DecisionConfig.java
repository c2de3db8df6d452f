package io.gingham.bgp.speaker;

/// How the best route is chosen, where the RFCs leave it open.
///
/// @param alwaysCompareMed MEDs of different neighbouring ASes are compared too; RFC 4271 section
///   9.1.2.2 c compares those of one AS only
/// @param multipath the most equal paths that are used side by side, at least 1
/// @param asPathRelax paths are equal if their AS paths are of one length; otherwise only those
///   with the very AS path of the best one
public record DecisionConfig(boolean alwaysCompareMed, int multipath, boolean asPathRelax) {

    public static final DecisionConfig DEFAULT = new DecisionConfig(false, 1, true);

    public DecisionConfig {
        if (multipath < 1) {
            throw new IllegalArgumentException(
                    "multipath " + multipath + ": 1 (only the best) is the least");
        }
    }

    public DecisionConfig withMultipath(int most, boolean relaxed) {
        return new DecisionConfig(alwaysCompareMed, most, relaxed);
    }
}
