package io.gingham.bench.bgp;

/// Sees the UPDATE messages of a session, on the session's thread.
interface UpdateSink {

    UpdateSink NONE = (octets, from, to) -> {};

    /// @param from where the message's body begins, after the header
    /// @param to where it ends
    void update(byte[] octets, int from, int to);

    /// All that one read brought has been seen.
    default void batchEnd() {}

    static int read16(byte[] octets, int at) {
        return ((octets[at] & 0xff) << 8) | (octets[at + 1] & 0xff);
    }

    /// The address of the prefix whose length stands at the place given.
    static int address(byte[] octets, int at) {
        int length = octets[at];
        int address = 0;
        for (int bits = 0, i = at + 1; bits < length; bits += 8, i++) {
            address |= (octets[i] & 0xff) << (24 - bits);
        }
        return address;
    }

    /// How many octets the prefix there takes, with its length.
    static int size(byte[] octets, int at) {
        return 1 + (octets[at] + 7) / 8;
    }
}
