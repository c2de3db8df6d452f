package io.gingham.bench.dataplane;

import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Frame;
import java.time.Duration;

/// What the kernel announces of nf_tables in a node's namespace (NFNLGRP_NFTABLES): every rule,
/// chain, set and element that a transaction adds or removes, and at its end the new generation.
/// iptables-nft writes by the same transactions. A thread of its own reads; any thread may ask.
final class RuleEvents implements AutoCloseable {

    /// NFNLGRP_NFTABLES is 7; in struct sockaddr_nl group 1 is bit 0.
    private static final int NFTABLES_GROUP = 1 << 6;

    private static final int NFNL_SUBSYS_NFTABLES = 10;
    private static final int NFT_MSG_NEWGEN = 15;
    private static final int BUFFER_BYTES = 4 << 20;
    private static final int HEADER_BYTES = 16;

    /// So that the reader sees that it is to end.
    private static final Duration LOOKS_UP = Duration.ofMillis(200);

    /// What has been announced since the start.
    ///
    /// @param transactions that the kernel has committed
    /// @param objects added and removed
    /// @param octets of their descriptions
    /// @param lost times that the kernel had more to say than fitted into the socket: the objects
    ///   and octets are fewer than they were
    /// @param lastNanos [System#nanoTime] of the last announcement; meaningless before the first
    record Seen(int transactions, long objects, long octets, int lost, long lastNanos) {

        Seen plus(Frame frame, long now) {
            if (frame.type() >> 8 != NFNL_SUBSYS_NFTABLES) {
                return this;
            }
            return (frame.type() & 0xff) == NFT_MSG_NEWGEN
                    ? new Seen(transactions + 1, objects, octets, lost, now)
                    : new Seen(
                            transactions,
                            objects + 1,
                            octets + HEADER_BYTES + frame.payload().remaining(),
                            lost,
                            now);
        }

        Seen lostSome(long now) {
            return new Seen(transactions, objects, octets, lost + 1, now);
        }

        /// What came since an earlier look; the time stays.
        Seen since(Seen earlier) {
            return new Seen(
                    transactions - earlier.transactions,
                    objects - earlier.objects,
                    octets - earlier.octets,
                    lost - earlier.lost,
                    lastNanos);
        }

        boolean any() {
            return transactions > 0 || objects > 0 || lost > 0;
        }
    }

    private final NetfilterSocket socket;
    private final Thread reader;
    private volatile Seen seen = new Seen(0, 0, 0, 0, 0);
    private volatile boolean closed;

    private RuleEvents(NetfilterSocket socket) {
        this.socket = socket;
        this.reader = Thread.ofPlatform().daemon().name("rule-events").start(this::read);
    }

    static RuleEvents of(NodeNet node) {
        return new RuleEvents(NetfilterSocket.of(node, NFTABLES_GROUP, BUFFER_BYTES, LOOKS_UP));
    }

    Seen seen() {
        return seen;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        reader.join();
    }

    private void read() {
        while (!closed) {
            try {
                Iterable<Frame> frames = socket.receive();
                long now = System.nanoTime();
                Seen sum = seen;
                for (Frame frame : frames) {
                    sum = sum.plus(frame, now);
                }
                seen = sum;
            } catch (NetlinkException e) {
                if (e.is(Errno.ENOBUFS)) {
                    seen = seen.lostSome(System.nanoTime());
                } else if (!e.is(Errno.EAGAIN)) {
                    throw e;
                }
            }
        }
        socket.close();
    }
}
