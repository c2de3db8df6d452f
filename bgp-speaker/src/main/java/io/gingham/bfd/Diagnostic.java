package io.gingham.bfd;

/// Why a session changed last (RFC 5880 section 4.1, *Diagnostic*). Five bits; all values are kept,
/// named or not.
///
/// @param code 0..31
public record Diagnostic(int code) {

    public static final Diagnostic NONE = new Diagnostic(0);
    public static final Diagnostic DETECTION_TIME_EXPIRED = new Diagnostic(1);
    public static final Diagnostic NEIGHBOR_SAID_DOWN = new Diagnostic(3);
    public static final Diagnostic PATH_DOWN = new Diagnostic(5);
    public static final Diagnostic ADMINISTRATIVELY_DOWN = new Diagnostic(7);

    private static final String[] TEXTS = {
        "no diagnostic",
        "control detection time expired",
        "echo function failed",
        "neighbor signaled session down",
        "forwarding plane reset",
        "path down",
        "concatenated path down",
        "administratively down",
        "reverse concatenated path down"
    };

    public Diagnostic {
        if (code < 0 || code > 31) {
            throw new IllegalArgumentException("diagnostic " + code + " is not in 0..31");
        }
    }

    @Override
    public String toString() {
        return code < TEXTS.length ? TEXTS[code] : "diagnostic " + code;
    }
}
