package io.gingham.cni.store;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.EndpointId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The endpoint records, in memory and on disk. Thread-safe; changes of one record are the caller's
/// to put in order.
///
/// ```
///   put ─▶ ID@IF.json ──retire (rename)──▶ ID@IF.gone ──remove (unlink)──▶ nothing
///                 └────────────────────remove─────────────────────────────────▲
/// ```
///
/// Only `put` needs space; `retire` and `remove` work on a full disk, and on one that can't be
/// written they count in memory: what then stays on disk is told, tried again, and of an endpoint
/// whose interface is gone.
public final class EndpointStore {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointStore.class);
    private static final String SUFFIX = ".json";
    private static final String GONE = ".gone";
    private static final String TEMPORARY = ".tmp";

    /// A record with a usual configuration has less, in bytes.
    private static final int PROBE = 4096;

    private static final long RECENT_NANOS = 15_000_000_000L;

    /// When the folder was last tried, and what came of it.
    private record Probe(long at, String problem) {}

    private volatile Probe lastProbe = new Probe(System.nanoTime() - RECENT_NANOS, "");
    private final Path folder;
    private final Map<EndpointId, EndpointRecord> records = new ConcurrentHashMap<>();

    /// Of the records, so far.
    private final AtomicLong changes = new AtomicLong();

    /// Made before the machine was started.
    private final Set<EndpointId> earlier = ConcurrentHashMap.newKeySet();

    /// Files that could not be deleted.
    private final Set<Path> left = ConcurrentHashMap.newKeySet();

    private EndpointStore(Path folder) {
        this.folder = folder;
    }

    /// Reads the folder, which is made if need be. A broken file is renamed to `*.broken` and
    /// logged, a file that was never finished is for [#deleteLeft]. A folder that can't be made is
    /// an empty one; [#problem] tells.
    ///
    /// @throws IOException if the folder can't be listed
    public static EndpointStore open(Path folder) throws IOException {
        EndpointStore store = new EndpointStore(folder);
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (FileSystemException readOnly) {
            LOG.warn("{} can't be made, or made root's only: {}", folder, readOnly.toString());
        } catch (IOException e) {
            LOG.warn("the folder of endpoint records can't be made: {}", e.toString());
        }
        if (!Files.isDirectory(folder)) {
            return store;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.endsWith(SUFFIX) || name.endsWith(GONE)) {
                    store.load(file);
                } else if (name.endsWith(TEMPORARY)) {
                    store.left.add(file);
                }
            }
        }
        return store;
    }

    public Optional<EndpointRecord> find(EndpointId id) {
        return Optional.ofNullable(records.get(id));
    }

    /// Those that are live.
    public List<EndpointRecord> live() {
        return records.values().stream().filter(EndpointRecord::live).toList();
    }

    /// Another one after each change of the records.
    public long version() {
        return changes.get();
    }

    public Collection<EndpointRecord> all() {
        return List.copyOf(records.values());
    }

    /// The live endpoint that has the host interface.
    public Optional<EndpointRecord> ownerOf(String interfaceName) {
        return live().stream()
                .filter(stored -> stored.endpoint().interfaceName().equals(interfaceName))
                .findFirst();
    }

    /// @param request kept with it, to remove the endpoint without its runtime
    /// @throws CniException IO_FAILURE if it can't be written; the record is unchanged then
    public void put(EndpointRecord stored, Optional<DelRequest> request) {
        Path file = file(stored.id(), SUFFIX);
        Path temporary = folder.resolve(file.getFileName() + TEMPORARY);
        try {
            Files.write(temporary, EndpointJson.write(stored, request));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(temporary);
            throw new CniException(
                            CniErrorCode.IO_FAILURE,
                            "can't write the endpoint's record",
                            file + ": " + e)
                    .causedBy(e);
        }
        left.remove(file);
        earlier.remove(stored.id());
        delete(file(stored.id(), GONE));
        records.put(stored.id(), stored);
        changes.incrementAndGet();
    }

    /// Ends its life; the record stays for DEL.
    public void retire(EndpointRecord stored) {
        records.put(stored.id(), stored.retired());
        changes.incrementAndGet();
        try {
            Files.move(
                    file(stored.id(), SUFFIX),
                    file(stored.id(), GONE),
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("that {} has ended can't be noted on disk: {}", stored.id(), e.toString());
        }
    }

    /// Absent is success. A file that can't be deleted is told, and tried again.
    public void remove(EndpointId id) {
        delete(file(id, SUFFIX));
        delete(file(id, GONE));
        records.remove(id);
        changes.incrementAndGet();
        earlier.remove(id);
    }

    /// Whether it was made before the machine was started.
    public boolean isOfEarlierBoot(EndpointId id) {
        return earlier.contains(id);
    }

    /// How to remove the endpoint without its runtime; empty if its record does not say, or can't
    /// be read.
    public Optional<DelRequest> request(EndpointId id) {
        for (String suffix : List.of(SUFFIX, GONE)) {
            Path file = file(id, suffix);
            try {
                if (Files.exists(file)) {
                    return EndpointJson.readRequest(Files.readAllBytes(file));
                }
            } catch (IOException | IllegalArgumentException e) {
                LOG.warn("endpoint file {} can't be read: {}", file, e.getMessage());
            }
        }
        return Optional.empty();
    }

    /// Deletes what a kill left unfinished, and what could not be deleted before. For the one agent
    /// of the folder.
    public void deleteLeft() {
        List.copyOf(left).forEach(this::delete);
    }

    /// As [#problem], not older than a quarter of a minute: for those who ask all the time.
    public String recentProblem() {
        Probe last = lastProbe;
        return System.nanoTime() - last.at < RECENT_NANOS ? last.problem : problem();
    }

    /// Why no record could be written now, as a sentence; empty if one could.
    public String problem() {
        String problem = probe();
        lastProbe = new Probe(System.nanoTime(), problem);
        return problem;
    }

    private String probe() {
        Path probe = folder.resolve("probe" + TEMPORARY);
        try {
            Files.write(probe, new byte[PROBE]);
            return "";
        } catch (IOException e) {
            return "no pod can be added: the folder of their records "
                    + folder
                    + " can't be written ("
                    + e
                    + "); free space on its disk, or mount it writable";
        } finally {
            delete(probe);
        }
    }

    private void load(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            EndpointRecord stored = EndpointJson.read(bytes);
            boolean gone = file.equals(file(stored.id(), GONE));
            if (!gone && !file.equals(file(stored.id(), SUFFIX))) {
                throw new IllegalArgumentException("it belongs to " + stored.id());
            }
            // A kill may have left both; the one that is not gone is the younger.
            if (EndpointJson.isOfEarlierBoot(bytes)) {
                earlier.add(stored.id());
            }
            records.merge(
                    stored.id(),
                    gone ? stored.retired() : stored,
                    (one, other) -> one.live() ? one : other);
            changes.incrementAndGet();
        } catch (IOException | IllegalArgumentException e) {
            setAside(file, e);
        }
    }

    private static void setAside(Path file, Exception reason) {
        Path aside = file.resolveSibling(file.getFileName() + ".broken");
        LOG.warn(
                "endpoint file {} can't be used and is set aside as {}: {}",
                file,
                aside.getFileName(),
                reason.getMessage());
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("endpoint file {} can't be renamed: {}", file, e.getMessage());
        }
    }

    /// Absent is looked for first: a file system that can't be written refuses to delete even that.
    private void delete(Path file) {
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(file);
            }
            left.remove(file);
        } catch (NoSuchFileException e) {
            left.remove(file);
        } catch (IOException e) {
            if (left.add(file)) {
                LOG.warn("{} can't be deleted, which is tried again: {}", file, e.toString());
            }
        }
    }

    private Path file(EndpointId id, String suffix) {
        // A container id holds no @, so that no two endpoints share a file.
        return folder.resolve(id.containerId() + "@" + id.ifname() + suffix);
    }
}
