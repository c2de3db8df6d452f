package io.gingham.cni.ipam;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// IPAM plugins that outlived the agent that started them (a container's end ends them too, a `kill
/// -9` of the agent alone does not): one of them may give out an address after the DEL of its
/// container was carried out. They are known by a variable in their environment.
public final class Orphans {

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

    private Orphans() {}

    /// Waits for them, and kills those that take too long. Call it while nothing is started.
    ///
    /// @param mark `NAME=VALUE` in the environment of all plugins that such an agent started
    public static void await(String mark, Duration limit) {
        List<ProcessHandle> orphans =
                ProcessHandle.allProcesses().filter(process -> isMarked(process, mark)).toList();
        if (orphans.isEmpty()) {
            return;
        }
        LOG.info("waits for {} IPAM plugins of an earlier agent", orphans.size());
        try {
            CompletableFuture.allOf(
                            orphans.stream()
                                    .map(ProcessHandle::onExit)
                                    .toArray(CompletableFuture[]::new))
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("IPAM plugins of an earlier agent don't end, and are killed");
            orphans.forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            LOG.debug("waiting for IPAM plugins of an earlier agent", e);
        }
    }

    private static boolean isMarked(ProcessHandle process, String mark) {
        try {
            String environment =
                    Files.readString(
                            Path.of("/proc", Long.toString(process.pid()), "environ"),
                            StandardCharsets.ISO_8859_1);
            return Arrays.asList(environment.split("\0", -1)).contains(mark);
        } catch (IOException e) {
            return false; // it has ended, or is another user's
        }
    }
}
