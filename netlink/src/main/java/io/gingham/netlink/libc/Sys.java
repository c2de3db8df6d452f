package io.gingham.netlink.libc;

import java.nio.ByteBuffer;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/// System calls that throw: the result -1 becomes a [NetlinkException] with errno and the words of
/// what was asked. An interrupted call (EINTR) is repeated.
public final class Sys {

    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;
    private static final int SIGKILL = 9;
    public static final int CLONE_NEWNET = 0x4000_0000;
    public static final int MS_BIND = 0x1000;
    public static final int MS_REC = 0x4000;
    public static final int MS_SHARED = 1 << 20;
    public static final int MNT_DETACH = 2;

    private static final LibC C = LibraryLoader.create(LibC.class).load("c");
    private static final Runtime RUNTIME = Runtime.getRuntime(C);

    private Sys() {}

    /// A call of the C library; returns -1 on an error.
    private interface Call {
        long run();
    }

    public static int openForReading(String path) {
        return (int) check("open " + path, () -> C.open(path, O_CLOEXEC, 0));
    }

    /// Does not wait for the other end, as opening a FIFO else does.
    public static int openAtOnce(String path) {
        return (int) check("open " + path, () -> C.open(path, O_CLOEXEC | O_NONBLOCK, 0));
    }

    /// SIGKILL to all processes of a group. That there is none is success.
    public static void killGroup(int group) {
        C.kill(-group, SIGKILL);
    }

    /// Errors are ignored: the descriptor is gone in any case.
    public static void close(int fd) {
        C.close(fd);
    }

    public static int socket(int domain, int type, int protocol) {
        return (int) check("open a socket", () -> C.socket(domain, type, protocol));
    }

    public static void bind(int fd, byte[] address) {
        check("bind a socket", () -> C.bind(fd, address, address.length));
    }

    /// @param size of the address, in bytes
    public static byte[] localAddress(int fd, int size) {
        byte[] address = new byte[size];
        int[] length = {size};
        check("ask a socket's address", () -> C.getsockname(fd, address, length));
        return address;
    }

    public static void setSocketOption(int fd, int level, int option, byte[] value) {
        check(
                "set socket option " + level + "/" + option,
                () -> C.setsockopt(fd, level, option, value, value.length));
    }

    public static void send(int fd, byte[] data) {
        long sent = check("send", () -> C.send(fd, data, data.length, 0));
        if (sent != data.length) {
            throw new NetlinkException(
                    Errno.EMSGSIZE, "send: " + sent + " of " + data.length + " bytes were taken");
        }
    }

    /// Receives one datagram into a direct buffer, from its start, and the sender's address into
    /// the array. With MSG_TRUNC in the flags the result is the datagram's true length, also where
    /// the buffer was too small.
    public static int receive(int fd, ByteBuffer direct, int flags, byte[] sender) {
        int[] length = {sender.length};
        return (int)
                check(
                        "receive",
                        () -> C.recvfrom(fd, direct, direct.capacity(), flags, sender, length));
    }

    /// @param receiver a struct sockaddr of its family
    public static void sendTo(int fd, byte[] data, byte[] receiver) {
        check("send", () -> C.sendto(fd, data, data.length, 0, receiver, receiver.length));
    }

    /// Receives one datagram with the kernel's notes on it (recvmsg); the buffers hold it until the
    /// next one.
    public static void receive(int fd, DatagramBuffers buffers) {
        ByteBuffer header = buffers.prepare(Sys::addressOf);
        buffers.received((int) check("receive", () -> C.recvmsg(fd, header, 0)));
    }

    private static long addressOf(ByteBuffer direct) {
        return Pointer.wrap(RUNTIME, direct).address();
    }

    /// Moves the calling thread into the network namespace that the descriptor stands for.
    public static void setNetworkNamespace(int fd, String what) {
        check("enter network namespace " + what, () -> C.setns(fd, CLONE_NEWNET));
    }

    /// Moves the calling thread into a new, empty network namespace.
    public static void unshareNetwork() {
        check("make a network namespace", () -> C.unshare(CLONE_NEWNET));
    }

    public static void mount(String source, String target, long flags) {
        check(
                "mount " + source + " on " + target,
                () -> C.mount(source, target, "none", flags, null));
    }

    public static void unmount(String target) {
        check("unmount " + target, () -> C.umount2(target, MNT_DETACH));
    }

    private static long check(String asked, Call call) {
        while (true) {
            long result = call.run();
            if (result >= 0) {
                return result;
            }
            Errno errno = new Errno(RUNTIME.getLastError());
            if (!errno.equals(Errno.EINTR)) {
                throw new NetlinkException(errno, "can't " + asked);
            }
        }
    }
}
