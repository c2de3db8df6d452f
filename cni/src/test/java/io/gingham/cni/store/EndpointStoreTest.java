package io.gingham.cni.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.cni.EndpointId;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.value.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointStoreTest {

    @TempDir Path folder;

    @Test
    void whatIsPutIsThereAfterARestart() throws IOException {
        EndpointRecord stored = stored("c1", "cali1");
        EndpointStore.open(folder).put(stored, Optional.empty());

        EndpointStore again = EndpointStore.open(folder);

        assertEquals(Optional.of(stored), again.find(stored.id()));
        assertEquals(Optional.of(stored), again.ownerOf("cali1"));
    }

    @Test
    void removingTwiceIsFine() throws IOException {
        EndpointStore store = EndpointStore.open(folder);
        store.put(stored("c1", "cali1"), Optional.empty());

        store.remove(new EndpointId("c1", "eth0"));
        store.remove(new EndpointId("c1", "eth0"));

        assertTrue(EndpointStore.open(folder).all().isEmpty());
    }

    @Test
    void brokenFilesAreSetAsideAndTheOthersRead() throws IOException {
        EndpointStore.open(folder).put(stored("good", "cali1"), Optional.empty());
        Path good = folder.resolve("good@eth0.json");
        Files.writeString(folder.resolve("empty@eth0.json"), "");
        Files.writeString(
                folder.resolve("half@eth0.json"), Files.readString(good).substring(0, 40));
        Files.copy(good, folder.resolve("other@eth0.json"));
        Files.writeString(
                folder.resolve("ip@eth0.json"), Files.readString(good).replace("10.0", "999.0"));

        EndpointStore store = EndpointStore.open(folder);

        assertEquals(1, store.all().size());
        for (String broken : List.of("empty", "half", "other", "ip")) {
            assertTrue(Files.exists(folder.resolve(broken + "@eth0.json.broken")), broken);
        }
    }

    private static EndpointRecord stored(String container, String interfaceName) {
        return new EndpointRecord(
                new WorkloadEndpoint(
                        container,
                        "eth0",
                        "default",
                        "web",
                        "uid",
                        interfaceName,
                        List.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("2001:db8::1")),
                        "/run/netns/x",
                        "k8s-pod-network",
                        Instant.parse("2026-01-01T00:00:00Z")),
                true);
    }
}
