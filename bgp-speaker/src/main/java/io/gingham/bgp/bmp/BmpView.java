package io.gingham.bgp.bmp;

/// A table that a collector may be shown. Each is a stream of updates of its own on one connection,
/// told apart by the flags of the peer's header.
public enum BmpView {
    /// What a peer sent, before any policy (RFC 7854 section 5).
    PRE_POLICY("pre-policy", 0),
    /// Of that, what the import policy left, as it left it (RFC 7854 section 5).
    POST_POLICY("post-policy", BmpView.POST),
    /// What a peer is told, as it goes out (RFC 8671).
    ADJ_RIB_OUT("adj-rib-out", BmpView.POST | BmpView.OUT),
    /// What was selected, our own routes too (RFC 9069).
    LOC_RIB("loc-rib", 0);

    /// The L flag of RFC 7854 section 4.2.
    private static final int POST = 0x40;

    /// The O flag of RFC 8671 section 4.
    private static final int OUT = 0x10;

    private final String label;
    private final int flags;

    BmpView(String label, int flags) {
        this.label = label;
        this.flags = flags;
    }

    /// As configurations name it.
    public String label() {
        return label;
    }

    /// In the peer's header.
    int flags() {
        return flags;
    }
}
