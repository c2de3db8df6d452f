package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.DaemonConfig.KernelImport;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.value.IpPrefix;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Routes of the kernel that are to be announced: looked for at the start and at intervals. On the
/// daemon's thread.
final class ImportedRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(ImportedRoutes.class);

    private final ScheduledExecutorService thread;
    private final Supplier<Netlink> kernel;
    private final Runnable changed;
    private @Nullable ScheduledFuture<?> looking;
    private Map<IpPrefix, PathAttributes> routes = Map.of();

    /// @param kernel opened only if any are wanted
    /// @param changed called when a later look finds others
    ImportedRoutes(ScheduledExecutorService thread, Supplier<Netlink> kernel, Runnable changed) {
        this.thread = thread;
        this.kernel = kernel;
        this.changed = changed;
    }

    /// Has looked once when it returns.
    ///
    /// @param wanted which; empty for none
    void start(Optional<KernelImport> wanted) {
        stop();
        if (wanted.isEmpty()) {
            routes = Map.of();
            return;
        }
        KernelImport wish = wanted.get();
        look(wish);
        long millis = wish.interval().toMillis();
        looking =
                thread.scheduleWithFixedDelay(
                        () -> lookAgain(wish), millis, millis, TimeUnit.MILLISECONDS);
    }

    /// Those that were found last.
    Map<IpPrefix, PathAttributes> routes() {
        return routes;
    }

    private void lookAgain(KernelImport wish) {
        Map<IpPrefix, PathAttributes> before = routes;
        look(wish);
        if (!before.equals(routes)) {
            changed.run();
        }
    }

    private void look(KernelImport wish) {
        try {
            routes = KernelImporter.routes(kernel.get(), wish);
        } catch (NetlinkException e) {
            LOG.warn("the kernel's routes can't be read; tried again: {}", e.getMessage());
        }
    }

    /// No more looks.
    void stop() {
        if (looking != null) {
            looking.cancel(false);
            looking = null;
        }
    }
}
