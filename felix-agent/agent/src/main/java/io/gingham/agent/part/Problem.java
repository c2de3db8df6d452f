package io.gingham.agent.part;

/// Something that the operator should know of.
///
/// @param id which kind of problem it is, for metrics and conditions: `policy-not-understood`
/// @param object what it concerns, as `Kind name`; empty for the node itself
/// @param sentence for people, with what to do
public record Problem(String id, String object, Weight weight, String sentence) {

    public enum Weight {
        /// Pods' traffic suffers, or soon will: the log repeats it, the Node's condition names it.
        WARNING,
        /// The status shows it.
        NOTE
    }

    public static Problem warning(String id, String object, String sentence) {
        return new Problem(id, object, Weight.WARNING, sentence);
    }

    public static Problem note(String id, String object, String sentence) {
        return new Problem(id, object, Weight.NOTE, sentence);
    }

    /// That a part's last run failed. The loop has said it already.
    public static Problem failed(String part, String reason) {
        return new Problem(part + FAILED, "", Weight.WARNING, reason);
    }

    private static final String FAILED = "-failed";

    boolean isFailure() {
        return id.endsWith(FAILED);
    }
}
