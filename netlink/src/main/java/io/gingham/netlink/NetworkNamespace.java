package io.gingham.netlink;

import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.libc.Sys;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A network namespace, by a path that leads to it. Sockets (NIO channels, netlink) opened by the
/// code given to [#call] belong to it for their whole life, whichever thread uses them later.
///
/// ```
///  caller ──── call(work) ────▶ new platform thread: setns ─▶ work ─▶ ends
///     ▲                                                         │
///     └────────────────── result or exception ──────────────────┘
/// ```
///
/// The thread is new for each call and ends after it, so no thread with a foreign namespace is ever
/// reused by others. Works as root and as the mapped root of a user namespace. Programs started by
/// `work` are not sure to be in the namespace (the JVM's spawn helper decides): name it in their
/// command line (`nsenter --net=PATH`).
public final class NetworkNamespace {

    /// Where `ip netns` keeps its names.
    public static final Path NAMED = Path.of("/run/netns");

    private static final Path OF_THIS_THREAD = Path.of("/proc/thread-self/ns/net");
    private static final Cleaner CLEANER = Cleaner.create();

    private final Path path;
    private final String name;

    private NetworkNamespace(Path path, String name) {
        this.path = path;
        this.name = name;
    }

    /// What tells namespaces apart: device and inode of the kernel's namespace file.
    public record Identity(long device, long inode) {}

    /// Work to do inside a namespace; as `java.util.concurrent.Callable`, but says what it throws.
    @FunctionalInterface
    public interface Work<T extends @Nullable Object, X extends Exception> {
        T call() throws X;
    }

    /// The calling thread's namespace, held open as long as the returned object is reachable.
    public static NetworkNamespace current() {
        int fd = Sys.openForReading(OF_THIS_THREAD.toString());
        NetworkNamespace current =
                new NetworkNamespace(
                        Path.of("/proc/self/fd/" + fd), "of " + Thread.currentThread().getName());
        CLEANER.register(current, () -> Sys.close(fd));
        return current;
    }

    /// The namespace that `ip netns` knows by that name. It need not exist yet.
    public static NetworkNamespace named(String name) {
        return new NetworkNamespace(pathOf(name), name);
    }

    /// As a container runtime names it: `/run/netns/x`, `/proc/4711/ns/net`. Opened at each use.
    public static NetworkNamespace atPath(Path path) {
        return new NetworkNamespace(path, path.toString());
    }

    public static NetworkNamespace atPath(String path) {
        return atPath(Path.of(path));
    }

    /// As `ip netns add`: a new namespace under `/run/netns`. Its loopback is down.
    ///
    /// @throws NetlinkException EEXIST if the name is taken
    public static NetworkNamespace create(String name) {
        Path path = pathOf(name);
        try {
            Files.createDirectories(NAMED);
            shareMounts();
            Files.createFile(path);
        } catch (FileAlreadyExistsException e) {
            throw new NetlinkException(Errno.EEXIST, "make network namespace " + name);
        } catch (IOException e) {
            throw new NetlinkException(
                    Errno.EIO, "make network namespace " + name, String.valueOf(e.getMessage()));
        }
        try {
            onOwnThread(
                    name,
                    () -> {
                        Sys.unshareNetwork();
                        Sys.mount(OF_THIS_THREAD.toString(), path.toString(), Sys.MS_BIND);
                        return name;
                    });
        } catch (NetlinkException e) {
            delete(name);
            throw e;
        }
        return named(name);
    }

    /// As `ip netns delete`; an absent one is success. The kernel ends a namespace (and the links
    /// in it) when no process, socket or name holds it any more.
    public static void delete(String name) {
        Path path = pathOf(name);
        try {
            Sys.unmount(path.toString());
        } catch (NetlinkException e) {
            // EINVAL: a plain file, left behind by a creation that failed half-way.
            if (!e.is(Errno.ENOENT) && !e.is(Errno.EINVAL)) {
                throw e;
            }
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new NetlinkException(
                    Errno.EBUSY, "delete network namespace " + name, String.valueOf(e));
        }
    }

    public Path path() {
        return path;
    }

    /// Reads the identity of the namespace that the path leads to now.
    ///
    /// @throws NetlinkException ENOENT if there is nothing at the path
    public Identity identity() {
        try {
            return new Identity(
                    number(Files.getAttribute(path, "unix:dev")),
                    number(Files.getAttribute(path, "unix:ino")));
        } catch (IOException e) {
            throw new NetlinkException(Errno.ENOENT, "find network namespace " + name);
        }
    }

    /// True if both paths lead to the same namespace now.
    public boolean isSameAs(NetworkNamespace other) {
        return identity().equals(other.identity());
    }

    /// True if this is the calling thread's own namespace.
    ///
    /// @throws NetlinkException ENOENT if there is nothing at the path
    public boolean isCurrent() {
        return isSameAs(atPath(OF_THIS_THREAD));
    }

    /// False if nothing is at the path. (A path may also lead to something that is no namespace;
    /// [#call] tells.)
    public boolean exists() {
        return Files.exists(path);
    }

    /// Runs the work on a new platform thread inside this namespace, and waits for it. What the
    /// work throws is thrown here. An interrupt of the caller interrupts the work, is kept, and
    /// does not end the wait.
    ///
    /// @throws NetlinkException if the namespace can't be entered; the work did not run then
    public <T extends @Nullable Object, X extends Exception> T call(Work<T, X> work) throws X {
        return onOwnThread(
                name,
                () -> {
                    enter();
                    return work.call();
                });
    }

    /// A descriptor of this namespace for the length of the work, as netlink requests want it.
    public <T extends @Nullable Object, X extends Exception> T withDescriptor(
            DescriptorWork<T, X> work) throws X {
        int fd = open();
        try {
            return work.call(fd);
        } finally {
            Sys.close(fd);
        }
    }

    /// Work that wants the namespace as an open file descriptor.
    @FunctionalInterface
    public interface DescriptorWork<T extends @Nullable Object, X extends Exception> {
        T call(int descriptor) throws X;
    }

    @Override
    public String toString() {
        return name;
    }

    /// A FIFO would wait for its other end, and a device may do anything: what is no plain file is
    /// not opened. (What is one, but no namespace, the kernel refuses to enter.)
    private int open() {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new NetlinkException(
                    Errno.EINVAL,
                    "open network namespace " + name,
                    "it is a FIFO, socket, device or folder");
        }
        try {
            return Sys.openAtOnce(path.toString());
        } catch (NetlinkException e) {
            throw new NetlinkException(e.errno(), "open network namespace " + name);
        }
    }

    private void enter() {
        int fd = open();
        try {
            Sys.setNetworkNamespace(fd, name);
        } finally {
            Sys.close(fd);
        }
    }

    private static <T extends @Nullable Object, X extends Exception> T onOwnThread(
            String name, Work<T, X> work) throws X {
        AtomicReference<@Nullable Outcome<T>> outcome = new AtomicReference<>();
        Thread thread =
                Thread.ofPlatform()
                        .name("netns " + name)
                        .start(() -> outcome.set(Outcome.of(work)));
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Outcome<T> done = outcome.get();
        if (done == null) {
            throw new IllegalStateException("the thread in namespace " + name + " left no outcome");
        }
        return done.<X>get();
    }

    private static void shareMounts() {
        String folder = NAMED.toString();
        try {
            Sys.mount("", folder, Sys.MS_SHARED | Sys.MS_REC);
        } catch (NetlinkException e) {
            if (!e.is(Errno.EINVAL)) {
                throw e;
            }
            Sys.mount(folder, folder, Sys.MS_BIND | Sys.MS_REC);
            Sys.mount("", folder, Sys.MS_SHARED | Sys.MS_REC);
        }
    }

    private static long number(@Nullable Object attribute) {
        return ((Number) Objects.requireNonNull(attribute)).longValue();
    }

    private static Path pathOf(String name) {
        if (name.isEmpty() || name.contains("/") || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException(
                    "'" + name + "' can't name a network namespace; expected a plain file name");
        }
        return NAMED.resolve(name);
    }
}
