package io.gingham.cni.server;

import io.gingham.cni.CniServerConfig;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The unix socket, and a virtual thread for each connection: it reads the request, has a worker
/// carry it out, and writes the answer. A client that is slow to send or to take costs no more than
/// that thread.
///
/// A lock file beside the socket tells a live server from a socket that a dead one left behind. The
/// socket is bound under another name and renamed when only its owner may use it.
final class RequestSocket implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RequestSocket.class);

    /// The launcher sends its request at once; a client that does not is cut off. The second is for
    /// what is left when there is room for it.
    private static final int READ_SECONDS = 15;

    private static final int BODY_SECONDS = 5;

    private static final int ANSWER_SECONDS = 2;
    private static final int BACKLOG = 256;

    /// At a time: beside those at work and in the queues, ADDs that wait for their policy.
    private static final int CONNECTIONS = 2048;

    private final Path path;
    private final Dispatcher dispatcher;
    private final Workers workers;
    private final ByteBudget bytes = new ByteBudget();
    private final Semaphore connections = new Semaphore(CONNECTIONS);
    private @Nullable FileChannel lockFile;
    private @Nullable ServerSocketChannel server;

    RequestSocket(CniServerConfig config, Dispatcher dispatcher, Workers workers) {
        this.path = config.socket().toAbsolutePath();
        this.dispatcher = dispatcher;
        this.workers = workers;
    }

    /// Makes this the only server of the socket.
    ///
    /// @throws IOException if another one lives
    void lock() throws IOException {
        Path folder = path.resolveSibling("");
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        FileChannel channel =
                FileChannel.open(
                        path.resolveSibling(path.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
            channel.close();
            throw new IOException(
                    "another agent serves "
                            + path
                            + "; stop it first, or give this one another socket");
        }
        lockFile = channel;
    }

    void start() throws IOException {
        Path temporary = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        ServerSocketChannel opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        opened.bind(UnixDomainSocketAddress.of(temporary), BACKLOG);
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        server = opened;
        Thread.ofPlatform().name("cni-accept").start(() -> acceptUntilClosed(opened));
    }

    @Override
    public void close() {
        try {
            if (server != null) {
                server.close();
                Files.deleteIfExists(path);
            }
            dispatcher.stop();
            workers.close();
            // Those whose work is done are still to write their answer.
            if (connections.tryAcquire(CONNECTIONS, ANSWER_SECONDS, TimeUnit.SECONDS)) {
                connections.release(CONNECTIONS);
            }
            if (lockFile != null) {
                lockFile.close();
            }
        } catch (IOException e) {
            LOG.warn("closing {}: {}", path, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void acceptUntilClosed(ServerSocketChannel from) {
        while (from.isOpen()) {
            try {
                SocketChannel client = from.accept();
                if (connections.tryAcquire()) {
                    Thread.ofVirtual().name("cni-connection").start(() -> serve(client));
                } else {
                    LOG.warn("too many CNI requests at a time; one is turned away");
                    client.close(); // the launcher answers "try again later"
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("can't take a CNI request: {}", e.getMessage());
                pause();
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            Wire.write(client, submit(client).join());
        } catch (AsynchronousCloseException e) {
            LOG.warn("a CNI request did not arrive in time");
        } catch (RejectedExecutionException e) {
            LOG.warn("too many CNI requests at a time; one is turned away");
        } catch (IOException | CompletionException e) {
            LOG.warn("a CNI request's connection failed: {}", e.getMessage());
        } finally {
            connections.release();
        }
    }

    /// Nothing of the request is held by who waits for its answer.
    private CompletableFuture<Wire.Reply> submit(SocketChannel client) throws IOException {
        CutOff cutOff = new CutOff(client);
        Wire.Incoming incoming;
        try {
            cutOff.in(READ_SECONDS);
            incoming = Wire.read(client, bytes, () -> cutOff.in(BODY_SECONDS));
        } finally {
            cutOff.cancel();
        }
        try {
            return CompletableFuture.supplyAsync(
                            () -> handle(incoming),
                            incoming.request().isAdd() ? workers.adds() : workers.others())
                    .thenCompose(answer -> answer);
        } catch (RejectedExecutionException e) {
            bytes.give(incoming.taken());
            throw e;
        }
    }

    private CompletableFuture<Wire.Reply> handle(Wire.Incoming incoming) {
        try {
            return dispatcher.handle(incoming.request());
        } finally {
            bytes.give(incoming.taken());
        }
    }

    /// Closes the connection of a client that takes too long. For one thread.
    private final class CutOff {

        private final SocketChannel client;
        private @Nullable Future<?> end;

        CutOff(SocketChannel client) {
            this.client = client;
        }

        /// From now on.
        void in(int seconds) {
            cancel();
            end = workers.timer().schedule(() -> close(client), seconds, TimeUnit.SECONDS);
        }

        void cancel() {
            if (end != null) {
                end.cancel(false);
            }
        }
    }

    private static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            LOG.debug("closing a connection: {}", e.getMessage());
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /// For want of file descriptors or memory; not to spin.
    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
