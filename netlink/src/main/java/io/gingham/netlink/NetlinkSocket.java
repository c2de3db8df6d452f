package io.gingham.netlink;

import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.libc.Structs;
import io.gingham.netlink.libc.Sys;
import io.gingham.netlink.message.Acknowledgement;
import io.gingham.netlink.message.Frame;
import io.gingham.netlink.message.MessageDecoder;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.RequestEncoder;
import io.gingham.netlink.message.RtMessage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A netlink socket: sends requests, waits for their answers, matches them by sequence number.
///
/// It belongs to the network namespace of the thread that opens it. Any thread may use it; one at a
/// time gets through. Answers that come after a time-out are recognised by their number and
/// dropped.
final class NetlinkSocket implements AutoCloseable {

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    static final int NETLINK_ROUTE = 0;
    static final int NETLINK_NETFILTER = 12;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVTIMEO = 20;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    private static final int MSG_TRUNC = 0x20;
    private static final int ADDRESS_BYTES = 12;

    /// The kernel makes dump datagrams of up to 32 KiB where the reader's buffer allows.
    private static final int RECEIVE_BYTES = 64 << 10;

    private static final int SOCKET_BUFFER_BYTES = 1 << 20;

    /// Requests in one send: their acknowledgements must fit in the smallest usual socket buffer
    /// (208 KiB, about 1 KiB for each).
    private static final int BATCH = 64;

    /// The last request may go beyond it, by 64 KiB at most; the smallest usual socket buffer is
    /// three times that.
    private static final int BATCH_BYTES = 64 << 10;

    /// A dump is repeated when the table changed meanwhile; this often at most.
    private static final int DUMP_ATTEMPTS = 20;

    private final int fd;
    private final int port;
    private final ReentrantLock lock = new ReentrantLock();
    private final ByteBuffer received =
            ByteBuffer.allocateDirect(RECEIVE_BYTES).order(ByteOrder.nativeOrder());
    private final byte[] sender = new byte[ADDRESS_BYTES];
    private int sequence = ThreadLocalRandom.current().nextInt();
    private boolean closed;

    /// @param limit how long to wait for the kernel; it answers within microseconds
    /// @param protocol NETLINK_…
    NetlinkSocket(int protocol, Duration limit) {
        this.fd = Sys.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
        try {
            Sys.setSocketOption(fd, SOL_SOCKET, SO_RCVBUF, Structs.number(SOCKET_BUFFER_BYTES));
            Sys.setSocketOption(fd, SOL_SOCKET, SO_RCVTIMEO, Structs.timeval(limit));
            Sys.setSocketOption(fd, SOL_NETLINK, NETLINK_CAP_ACK, Structs.number(1));
            Sys.setSocketOption(fd, SOL_NETLINK, NETLINK_EXT_ACK, Structs.number(1));
            Sys.setSocketOption(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, Structs.number(1));
            Sys.bind(fd, address());
            this.port = Structs.view(Sys.localAddress(fd, ADDRESS_BYTES)).getInt(4);
        } catch (NetlinkException e) {
            Sys.close(fd);
            throw e;
        }
    }

    int port() {
        return port;
    }

    /// Sends all requests, in order, and waits for every answer. One that is refused does not stop
    /// the next.
    ///
    /// @return the refusal of each, or null for success, in the order of the requests
    List<@Nullable NetlinkException> execute(List<? extends Request> requests) {
        return locked(
                () -> {
                    List<@Nullable NetlinkException> results = new ArrayList<>(requests.size());
                    while (results.size() < requests.size()) {
                        results.addAll(
                                executeBatch(requests.subList(results.size(), requests.size())));
                    }
                    return results;
                });
    }

    /// The objects a query asks for.
    List<RtMessage> query(Request.Query query) {
        return query(query, object -> true);
    }

    /// Those of the objects that are wanted; the others take no memory.
    List<RtMessage> query(Request.Query query, Predicate<RtMessage> wanted) {
        return locked(
                () -> {
                    for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
                        Optional<List<RtMessage>> answer = queryOnce(query, wanted);
                        if (answer.isPresent()) {
                            return answer.get();
                        }
                    }
                    throw new NetlinkException(
                            Errno.EAGAIN,
                            query.toString(),
                            "it changed during each of " + DUMP_ATTEMPTS + " attempts");
                });
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                Sys.close(fd);
            }
        } finally {
            lock.unlock();
        }
    }

    /// As many of them, from the first one on, as one send takes.
    private List<@Nullable NetlinkException> executeBatch(List<? extends Request> all) {
        int first = sequence + 1;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int count = 0;
        while (count < Math.min(all.size(), BATCH) && bytes.size() < BATCH_BYTES) {
            bytes.writeBytes(RequestEncoder.encode(all.get(count), ++sequence));
            count++;
        }
        List<? extends Request> requests = all.subList(0, count);
        Request asked = requests.getFirst();
        send(bytes.toByteArray(), asked);
        @Nullable Acknowledgement[] answers = new @Nullable Acknowledgement[requests.size()];
        for (int missing = answers.length; missing > 0; ) {
            for (Frame frame : receive(asked)) {
                int number = frame.sequence() - first;
                boolean ours = number >= 0 && number < answers.length && frame.port() == port;
                if (ours && frame.isAcknowledgement() && answers[number] == null) {
                    answers[number] = Acknowledgement.of(frame);
                    missing--;
                }
            }
        }
        List<@Nullable NetlinkException> results = new ArrayList<>(answers.length);
        for (int i = 0; i < answers.length; i++) {
            Acknowledgement answer = answers[i];
            results.add(answer == null ? null : refusal(answer, requests.get(i)));
        }
        return results;
    }

    /// Empty if the table changed during the dump.
    private Optional<List<RtMessage>> queryOnce(Request.Query query, Predicate<RtMessage> wanted) {
        int number = ++sequence;
        send(RequestEncoder.encode(query, number), query);
        List<RtMessage> answer = new ArrayList<>();
        boolean interrupted = false;
        while (true) {
            for (Frame frame : receive(query)) {
                if (frame.sequence() != number || frame.port() != port) {
                    continue;
                }
                interrupted |= frame.isInterruptedDump();
                if (frame.isAcknowledgement() || frame.isDone()) {
                    Acknowledgement end =
                            frame.isDone()
                                    ? Acknowledgement.ofDone(frame)
                                    : Acknowledgement.of(frame);
                    throwIfRefused(end, query);
                    return interrupted ? Optional.empty() : Optional.of(answer);
                }
                MessageDecoder.decode(frame).filter(wanted).ifPresent(answer::add);
            }
        }
    }

    /// @param asked the request or query, which is put into words only if something goes wrong
    private void send(byte[] message, Object asked) {
        try {
            Sys.send(fd, message);
        } catch (NetlinkException e) {
            throw new NetlinkException(
                    e.errno(), asked.toString(), "the request could not be sent");
        }
    }

    /// One datagram's messages; none if it did not come from the kernel.
    private List<Frame> receive(Object asked) {
        int length;
        try {
            length = Sys.receive(fd, received, MSG_TRUNC, sender);
        } catch (NetlinkException e) {
            if (e.is(Errno.EAGAIN)) {
                throw new NetlinkException(
                        Errno.ETIMEDOUT, asked.toString(), "the kernel did not answer in time");
            }
            throw new NetlinkException(
                    e.errno(), asked.toString(), "the answer could not be received");
        }
        if (Structs.view(sender).getInt(4) != 0) {
            return List.of();
        }
        if (length > received.capacity()) {
            throw new NetlinkException(
                    Errno.EMSGSIZE,
                    asked.toString(),
                    "the kernel's answer has " + length + " bytes");
        }
        List<Frame> frames = Frame.split(received.slice(0, length));
        if (frames.stream().anyMatch(Frame::isOverrun)) {
            throw new NetlinkException(
                    Errno.ENOBUFS, asked.toString(), "the kernel lost its answer");
        }
        return frames;
    }

    private <T> T locked(NetworkNamespace.Work<T, RuntimeException> work) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the netlink socket is closed");
            }
            return work.call();
        } finally {
            lock.unlock();
        }
    }

    private static void throwIfRefused(Acknowledgement answer, Object asked) {
        NetlinkException refusal = refusal(answer, asked);
        if (refusal != null) {
            throw refusal;
        }
    }

    private static @Nullable NetlinkException refusal(Acknowledgement answer, Object asked) {
        return answer.succeeded()
                ? null
                : new NetlinkException(new Errno(answer.errno()), asked.toString(), answer.text());
    }

    /// struct sockaddr_nl: the kernel chooses the port.
    private static byte[] address() {
        byte[] address = new byte[ADDRESS_BYTES];
        Structs.view(address).putShort(0, (short) AF_NETLINK);
        return address;
    }
}
