package io.gingham.bench.bgp;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/// What our side of a session says and hears: OPEN at once, KEEPALIVE in answer to theirs, and then
/// UPDATE messages go to the sink. Touched by the session's reading thread only, but for
/// [#established] and [#ending].
final class SessionScript implements MessageCutter.Handler {

    private static final int OPEN = 1;
    private static final int UPDATE = 2;
    private static final int NOTIFICATION = 3;
    private static final int KEEPALIVE = 4;

    /// In seconds. Engines that are busy for long with a load are late with their keepalives.
    private static final int HOLD_TIME = 600;

    /// Writes, all of it.
    interface Outlet {
        void write(ByteBuffer octets);
    }

    private final UpdateSink sink;
    private final Outlet outlet;
    private volatile boolean established;
    private volatile String ending = "";

    SessionScript(UpdateSink sink, Outlet outlet) {
        this.sink = sink;
        this.outlet = outlet;
    }

    boolean established() {
        return established;
    }

    /// Why the other side ended the session; empty if it didn't.
    String ending() {
        return ending;
    }

    void ended(String why) {
        if (ending.isEmpty()) {
            ending = why;
        }
    }

    @Override
    public void message(int type, byte[] octets, int from, int to) {
        switch (type) {
            case OPEN -> outlet.write(keepalive());
            case KEEPALIVE -> established = true;
            case UPDATE -> sink.update(octets, from, to);
            case NOTIFICATION ->
                    ended("NOTIFICATION " + HexFormat.of().formatHex(octets, from, to));
            default -> {}
        }
    }

    /// @param routerId our address, too
    static ByteBuffer open(long asn, int routerId) {
        WireBuffer out = new WireBuffer(64);
        int start = out.beginMessage(OPEN);
        out.put8(4);
        out.put16(asn > 0xffff ? 23456 : (int) asn);
        out.put16(HOLD_TIME);
        out.put32(routerId);
        out.put8(2 + 6 + 6 + 2);
        out.put8(2);
        out.put8(6 + 6 + 2);
        out.put8(1); // multiprotocol: IPv4 unicast
        out.put8(4);
        out.put32(1 << 16 | 1);
        out.put8(65); // AS numbers of four octets
        out.put8(4);
        out.put32((int) asn);
        out.put8(2); // route refresh
        out.put8(0);
        out.endMessage(start);
        return ByteBuffer.wrap(out.toBytes());
    }

    static ByteBuffer keepalive() {
        WireBuffer out = new WireBuffer(MessageCutter.HEADER);
        out.endMessage(out.beginMessage(KEEPALIVE));
        return ByteBuffer.wrap(out.toBytes());
    }
}
