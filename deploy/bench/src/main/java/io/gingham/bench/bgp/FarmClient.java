package io.gingham.bench.bgp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// One of many clients that only listen. Touched by the farm's thread only.
final class FarmClient implements UpdateSink {

    private static final int MED = 4;
    private static final int EXTENDED = 0x10;
    private static final int CUT_OCTETS = 10_000;

    private final SocketChannel channel;
    private final SessionScript script;
    private final MessageCutter cutter = new MessageCutter(CUT_OCTETS);
    private int announced;
    private long announcedHash;
    private int withdrawn;
    private int latestMed;

    FarmClient(SocketChannel channel) {
        this.channel = channel;
        this.script = new SessionScript(this, this::write);
    }

    boolean established() {
        return script.established();
    }

    String ending() {
        return script.ending();
    }

    void greet(int address) {
        write(SessionScript.open(BenchPeer.SPEAKER_AS, address));
    }

    void forget() {
        announced = 0;
        announcedHash = 0;
        withdrawn = 0;
        latestMed = 0;
    }

    /// @return whether it has heard at least that much since [#forget]
    boolean has(FarmGoal goal) {
        return announced >= goal.announced()
                && withdrawn >= goal.withdrawn()
                && latestMed >= goal.med();
    }

    int latestMed() {
        return latestMed;
    }

    /// Whether it has heard these prefixes, each once.
    boolean hasExactly(RouteFeed feed) {
        return announced == feed.prefixes() && announcedHash == feed.hash();
    }

    int announced() {
        return announced;
    }

    void close() throws IOException {
        channel.close();
    }

    void read(ByteBuffer buffer) {
        try {
            while (true) {
                int octets = channel.read(buffer.clear());
                if (octets < 0) {
                    script.ended("the speaker closed the connection");
                    channel.close();
                    return;
                }
                cutter.accept(buffer.flip(), script);
                if (octets < buffer.capacity()) {
                    return;
                }
            }
        } catch (IOException e) {
            script.ended(String.valueOf(e.getMessage()));
        }
    }

    /// Only a few octets in a session's life, for which the socket has room.
    private void write(ByteBuffer octets) {
        try {
            channel.write(octets);
        } catch (IOException e) {
            script.ended(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void update(byte[] octets, int from, int to) {
        int withdrawnEnd = from + 2 + UpdateSink.read16(octets, from);
        for (int at = from + 2; at < withdrawnEnd; at += UpdateSink.size(octets, at)) {
            withdrawn++;
        }
        int nlri = withdrawnEnd + 2 + UpdateSink.read16(octets, withdrawnEnd);
        for (int at = nlri; at < to; at += UpdateSink.size(octets, at)) {
            announced++;
            announcedHash += PrefixPool.hash(UpdateSink.address(octets, at), octets[at]);
        }
        if (nlri < to) {
            noteMed(octets, withdrawnEnd + 2, nlri);
        }
    }

    private void noteMed(byte[] octets, int from, int to) {
        for (int at = from; at < to; ) {
            boolean extended = (octets[at] & EXTENDED) != 0;
            int length = extended ? UpdateSink.read16(octets, at + 2) : octets[at + 2] & 0xff;
            int value = at + (extended ? 4 : 3);
            if (octets[at + 1] == MED) {
                int med =
                        UpdateSink.read16(octets, value) << 16
                                | UpdateSink.read16(octets, value + 2);
                latestMed = Math.max(latestMed, med);
            }
            at = value + length;
        }
    }
}
