package io.gingham.netlink.events;

import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.libc.Structs;
import io.gingham.netlink.libc.Sys;
import io.gingham.netlink.message.Frame;
import io.gingham.netlink.message.MessageDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens to the kernel of one network namespace, on a thread of its own.
public final class KernelEvents implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KernelEvents.class);

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVTIMEO = 20;
    private static final int ADDRESS_BYTES = 12;
    private static final int RECEIVE_BYTES = 64 << 10;

    /// Some 10,000 routes; where it isn't enough, an overrun says so.
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;

    /// After this long it is looked whether somebody has closed it.
    private static final Duration WAKE = Duration.ofMillis(200);

    /// What can be listened to: linux/rtnetlink.h, RTMGRP_….
    public enum Group {
        LINKS(0x1),
        ADDRESSES(0x10 | 0x100),
        ROUTES(0x40 | 0x400);

        private final int bits;

        Group(int bits) {
            this.bits = bits;
        }
    }

    private final int fd;
    private final Consumer<List<KernelEvent>> listener;
    private final Predicate<Frame> ignored;
    private final ByteBuffer received =
            ByteBuffer.allocateDirect(RECEIVE_BYTES).order(ByteOrder.nativeOrder());
    private final byte[] sender = new byte[ADDRESS_BYTES];
    private final Thread thread;
    private volatile boolean closed;

    private KernelEvents(
            int fd, String name, Predicate<Frame> ignored, Consumer<List<KernelEvent>> listener) {
        this.fd = fd;
        this.ignored = ignored;
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::listen);
    }

    /// Begins to listen, in the namespace of the calling thread. What happens from now on is told;
    /// whoever wants to know what was before reads it after this call.
    ///
    /// @param name of the thread
    /// @param listener called on that thread with what one datagram says
    public static KernelEvents listen(
            String name, Set<Group> groups, Consumer<List<KernelEvent>> listener) {
        return listen(name, groups, _ -> false, listener);
    }

    /// As above.
    ///
    /// @param ignored what is not told, and not even read: whoever makes a million routes hears of
    ///   each of them
    public static KernelEvents listen(
            String name,
            Set<Group> groups,
            Predicate<Frame> ignored,
            Consumer<List<KernelEvent>> listener) {
        int fd = Sys.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
        try {
            Sys.setSocketOption(fd, SOL_SOCKET, SO_RCVBUF, Structs.number(SOCKET_BUFFER_BYTES));
            Sys.setSocketOption(fd, SOL_SOCKET, SO_RCVTIMEO, Structs.timeval(WAKE));
            Sys.bind(fd, address(groups));
        } catch (NetlinkException e) {
            Sys.close(fd);
            throw e;
        }
        KernelEvents events = new KernelEvents(fd, name, ignored, listener);
        events.thread.start();
        return events;
    }

    private void listen() {
        while (!closed) {
            List<KernelEvent> events = receive();
            if (!events.isEmpty() && !closed) {
                try {
                    listener.accept(events);
                } catch (RuntimeException e) {
                    LOG.error("what the kernel told could not be used", e);
                }
            }
        }
        Sys.close(fd);
    }

    private List<KernelEvent> receive() {
        try {
            int length = Sys.receive(fd, received, 0, sender);
            boolean fromKernel =
                    ByteBuffer.wrap(sender).order(ByteOrder.nativeOrder()).getInt(4) == 0;
            return fromKernel ? decode(received.slice(0, length)) : List.of();
        } catch (NetlinkException e) {
            if (e.is(Errno.EAGAIN) || e.is(Errno.EINTR)) {
                return List.of();
            }
            if (!e.is(Errno.ENOBUFS)) {
                LOG.warn("the kernel can't be listened to: {}", e.getMessage());
                pause();
            }
            return List.of(new KernelEvent.Overrun());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<KernelEvent> decode(ByteBuffer datagram) {
        List<KernelEvent> events = new ArrayList<>();
        for (Frame frame : Frame.split(datagram)) {
            if (frame.isOverrun()) {
                events.add(new KernelEvent.Overrun());
            } else if (!ignored.test(frame)) {
                Optional<KernelEvent> put = MessageDecoder.decode(frame).map(KernelEvent.Put::new);
                put.or(() -> MessageDecoder.decodeRemoval(frame).map(KernelEvent.Removed::new))
                        .ifPresent(events::add);
            }
        }
        return events;
    }

    /// The thread ends within a fraction of a second; the listener is not called once this has
    /// returned, unless it is this that is called by the listener.
    @Override
    public void close() {
        closed = true;
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// struct sockaddr_nl: the kernel chooses the port.
    private static byte[] address(Set<Group> groups) {
        int bits = 0;
        for (Group group : groups) {
            bits |= group.bits;
        }
        byte[] address = new byte[ADDRESS_BYTES];
        Structs.view(address).putShort(0, (short) AF_NETLINK).putInt(8, bits);
        return address;
    }
}
