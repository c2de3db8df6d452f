package io.gingham.cni.server;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.EndpointId;
import io.gingham.cni.OneLine;
import io.gingham.cni.spec.CniCommand;
import io.gingham.cni.spec.Invocation;
import io.gingham.cni.spec.NetworkConfig;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// DELs that the launcher answered with success because no agent did: a runtime asks once, and the
/// agent owes it. One file for each attachment, `CONTAINERID@IFNAME`, with the very request; the
/// launcher makes it by rename.
///
/// The folder is beside the socket: it outlives the agent, but not the machine, with which the pods
/// go too (what is left of their addresses then, their records tell).
final class DeletionQueue {

    private static final Logger LOG = LoggerFactory.getLogger(DeletionQueue.class);

    /// A launcher that writes one takes milliseconds.
    private static final Duration ABANDONED = Duration.ofMinutes(5);

    private final Path folder;
    private final Locks locks;
    private final BiConsumer<Invocation, NetworkConfig> delete;

    /// Those whose failure was told.
    private final Set<Path> told = ConcurrentHashMap.newKeySet();

    /// @param delete carries out a DEL; takes the locks it needs
    DeletionQueue(Path folder, Locks locks, BiConsumer<Invocation, NetworkConfig> delete) {
        this.folder = folder;
        this.locks = locks;
        this.delete = delete;
    }

    /// All that is there. What fails stays, for the next time.
    ///
    /// @param limit after which no other one is begun: an IPAM plugin may take its time
    void carryOut(Duration limit) {
        long start = System.nanoTime();
        for (Path file : files()) {
            if (System.nanoTime() - start >= limit.toNanos()) {
                return;
            }
            try {
                carryOut(file);
                told.remove(file);
            } catch (RuntimeException e) {
                if (told.add(file)) {
                    LOG.warn(
                            "a queued DEL ({}) failed and is tried again: {}",
                            file.getFileName(),
                            OneLine.of(String.valueOf(e.getMessage())));
                }
            }
        }
        deleteFolderIfEmpty();
    }

    /// That of one attachment, which is about to be made again.
    void carryOut(EndpointId id) {
        Path file = folder.resolve(id.containerId() + "@" + id.ifname());
        if (Files.exists(file)) {
            carryOut(file);
        }
    }

    private void carryOut(Path file) {
        try {
            Wire.Request request;
            try (FileChannel channel = FileChannel.open(file)) {
                request = Wire.read(channel);
            }
            Invocation invocation = Invocation.parse(request.environment());
            if (invocation.command() != CniCommand.DEL) {
                throw new IOException("it is " + invocation.command() + ", not DEL");
            }
            NetworkConfig network = NetworkConfig.parse(request.stdin());
            locks.container(invocation.containerId(), () -> carryOut(file, invocation, network));
            return;
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            LOG.warn("a queued DEL ({}) is no request: {}", file.getFileName(), e.toString());
        } catch (CniException e) {
            if (!isForEver(e)) {
                throw e;
            }
            LOG.warn("a queued DEL ({}) can never succeed: {}", file.getFileName(), e.getMessage());
        }
        forget(file);
    }

    /// Call under the container's lock. Who had it before may have carried it out, and made a new
    /// endpoint since.
    private EndpointId carryOut(Path file, Invocation invocation, NetworkConfig network) {
        EndpointId id = invocation.endpointId();
        if (Files.exists(file)) {
            delete.accept(invocation, network);
            LOG.info("carried out a DEL of {} that was asked for while no agent answered", id);
            forget(file);
        }
        return id;
    }

    /// The request itself is wrong.
    private static boolean isForEver(CniException e) {
        return e.is(CniErrorCode.INVALID_ENVIRONMENT)
                || e.is(CniErrorCode.DECODING_FAILURE)
                || e.is(CniErrorCode.UNKNOWN_CONTAINER)
                || e.is(CniErrorCode.INCOMPATIBLE_VERSION);
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
            for (Path file : found) {
                if (!file.getFileName().toString().startsWith(".")) {
                    files.add(file);
                } else if (isAbandoned(file)) {
                    forget(file);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        } catch (IOException e) {
            LOG.warn("the queue of DELs {} can't be read: {}", folder, e.toString());
        }
        return files;
    }

    /// Of a launcher that was killed.
    private static boolean isAbandoned(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minus(ABANDONED));
    }

    private static void forget(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("a queued DEL ({}) can't be deleted: {}", file, e.toString());
        }
    }

    /// The launcher makes it when it needs it.
    private void deleteFolderIfEmpty() {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            return;
        } catch (IOException e) {
            LOG.warn("the empty queue of DELs {} can't be deleted: {}", folder, e.toString());
        }
    }
}
