package io.gingham.cni.store;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.EndpointId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The endpoint records, in memory and on disk. Thread-safe; changes of one record are the caller's
/// to put in order.
public final class EndpointStore {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointStore.class);
    private static final String SUFFIX = ".json";

    private final Path folder;
    private final Map<EndpointId, EndpointRecord> records = new ConcurrentHashMap<>();

    private EndpointStore(Path folder) {
        this.folder = folder;
    }

    /// Reads the folder, which is made if need be. A broken file is renamed to `*.broken` and
    /// logged.
    ///
    /// @throws IOException if the folder can't be made or listed
    public static EndpointStore open(Path folder) throws IOException {
        Files.createDirectories(folder);
        EndpointStore store = new EndpointStore(folder);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : files) {
                store.load(file);
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

    public Collection<EndpointRecord> all() {
        return List.copyOf(records.values());
    }

    /// The live endpoint that has the host interface.
    public Optional<EndpointRecord> ownerOf(String interfaceName) {
        return live().stream()
                .filter(stored -> stored.endpoint().interfaceName().equals(interfaceName))
                .findFirst();
    }

    /// @throws CniException IO_FAILURE if it can't be written; the record is unchanged then
    public void put(EndpointRecord stored) {
        Path file = file(stored.id());
        Path temporary = folder.resolve(file.getFileName() + ".tmp");
        try {
            Files.write(temporary, EndpointJson.write(stored));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failure("write", file, e);
        }
        records.put(stored.id(), stored);
    }

    /// Absent is success.
    ///
    /// @throws CniException IO_FAILURE if the file can't be deleted; the record stays then
    public void remove(EndpointId id) {
        Path file = file(id);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failure("delete", file, e);
        }
        records.remove(id);
    }

    private void load(Path file) {
        try {
            EndpointRecord stored = EndpointJson.read(Files.readAllBytes(file));
            if (!file.equals(file(stored.id()))) {
                throw new IllegalArgumentException("it belongs to " + stored.id());
            }
            records.put(stored.id(), stored);
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

    private Path file(EndpointId id) {
        // A container id holds no @, so that no two endpoints share a file.
        return folder.resolve(id.containerId() + "@" + id.ifname() + SUFFIX);
    }

    private static CniException failure(String verb, Path file, IOException e) {
        return new CniException(
                        CniErrorCode.IO_FAILURE,
                        "can't " + verb + " the endpoint's record",
                        file + ": " + e)
                .causedBy(e);
    }
}
