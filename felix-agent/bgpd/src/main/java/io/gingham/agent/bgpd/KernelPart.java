package io.gingham.agent.bgpd;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.BestPath;
import io.gingham.bgp.rib.NextHops;
import io.gingham.bgp.speaker.BgpSpeaker;
import io.gingham.dataplane.routes.NextHopTracker;
import io.gingham.delta.Delta;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.value.IpPrefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon's dealings with the kernel, if it is to have any: netlink is opened only then. All on
/// the daemon's thread but the listener and [#converged].
final class KernelPart {

    private static final Logger LOG = LoggerFactory.getLogger(KernelPart.class);

    /// Changes of this long go into the kernel together.
    private static final long GATHER_MILLIS = 20;

    /// Refused routes are tried again, and a kernel that others changed is put right.
    private static final long REFRESH_SECONDS = 10;

    private final ScheduledExecutorService thread;
    private final ImportedRoutes imported;
    private final Queue<List<Delta<IpPrefix, BestPath>>> changes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean syncAsked = new AtomicBoolean();

    /// Kept for another filter, which may let in what this one does not.
    private final Map<IpPrefix, BestPath> best = new HashMap<>();

    private DaemonConfig config;
    private @Nullable Netlink netlink;
    private @Nullable KernelExporter exporter;
    private final boolean listens;
    private final @Nullable NextHopTracker tracker;
    private volatile Runnable whenNextHopsChange = () -> {};
    private boolean converged;

    /// @param announce called when what the kernel has to be announced has changed
    KernelPart(ScheduledExecutorService thread, Runnable announce, DaemonConfig config) {
        this.thread = thread;
        this.imported = new ImportedRoutes(thread, this::kernel, announce);
        this.config = config;
        this.listens = config.kernelExport().isPresent();
        this.tracker =
                config.kernelExport()
                        .map(
                                export ->
                                        NextHopTracker.open(
                                                export.protocol(),
                                                kernel().port(),
                                                () -> whenNextHopsChange.run(),
                                                this::disturbed))
                        .orElse(null);
        start(config);
        thread.scheduleWithFixedDelay(
                this::askSync, REFRESH_SECONDS, REFRESH_SECONDS, TimeUnit.SECONDS);
    }

    private void start(DaemonConfig next) {
        config = next;
        exporter =
                next.kernelExport()
                        .map(e -> new KernelExporter(kernel(), e, this::linkIndex))
                        .orElse(null);
        if (exporter != null) {
            exporter.take(best);
        }
        if (exporter != null && converged) {
            exporter.converged();
        }
        imported.start(next.kernelImport());
    }

    boolean findsRoutesOfAnEarlierDaemon() {
        return exporter != null && exporter.findsRoutesOfAnEarlierDaemon();
    }

    Map<IpPrefix, PathAttributes> imported() {
        return imported.routes();
    }

    /// @throws IllegalArgumentException if best paths are wanted that nobody listens for
    void refuseOrAccept(DaemonConfig next) {
        if (next.kernelExport().isPresent() && !listens) {
            throw new IllegalArgumentException(
                    "kernel.export can't be added while the daemon runs; restart it");
        }
    }

    void reconfigure(DaemonConfig next) {
        boolean same =
                next.kernelExport().equals(config.kernelExport())
                        && next.kernelImport().equals(config.kernelImport());
        if (same) {
            return;
        }
        imported.stop();
        KernelExporter before = exporter;
        boolean elsewhere =
                before != null
                        && !next.kernelExport()
                                .filter(e -> e.table() == before.config().table())
                                .filter(e -> e.protocol() == before.config().protocol())
                                .isPresent();
        if (elsewhere && before != null) {
            before.clear();
        }
        start(next);
        askSync();
    }

    /// Nobody, if no best paths are wanted: that spares the speaker the telling.
    Consumer<List<Delta<IpPrefix, BestPath>>> listener() {
        return listens ? this::learned : BgpSpeaker.NOBODY;
    }

    /// Called on the speaker's thread.
    private void learned(List<Delta<IpPrefix, BestPath>> news) {
        changes.add(news);
        askSync();
    }

    /// Routes of ours may be other than they were written. Called on any thread.
    private void disturbed() {
        thread.execute(
                () -> {
                    if (exporter != null) {
                        exporter.lookSoon();
                    }
                });
        askSync();
    }

    /// Called on any thread.
    void converged() {
        thread.execute(
                () -> {
                    converged = true;
                    if (exporter != null) {
                        exporter.converged();
                    }
                });
        askSync();
    }

    private void askSync() {
        if (syncAsked.compareAndSet(false, true)) {
            thread.schedule(this::sync, GATHER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void sync() {
        syncAsked.set(false);
        List<Delta<IpPrefix, BestPath>> news;
        while ((news = changes.poll()) != null) {
            news.forEach(this::note);
        }
        try {
            if (exporter != null) {
                exporter.sync();
            }
        } catch (NetlinkException e) {
            LOG.warn("routes can't be brought into the kernel; tried again: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("routes can't be brought into the kernel; tried again", e);
        }
    }

    private void note(Delta<IpPrefix, BestPath> change) {
        switch (change) {
            case Delta.Put<IpPrefix, BestPath>(var prefix, var path) -> best.put(prefix, path);
            case Delta.Remove<IpPrefix, BestPath>(var prefix) -> best.remove(prefix);
        }
        if (exporter != null) {
            exporter.take(change);
        }
    }

    /// Whether the kernel has a way to a next hop; where nothing goes into the kernel, nobody asks
    /// it.
    NextHops nextHops() {
        NextHopTracker tracking = tracker;
        return tracking == null
                ? NextHops.ALL_NEAR
                : (hop, link) ->
                        tracking.isReachable(hop, link) ? OptionalLong.of(0) : OptionalLong.empty();
    }

    private int linkIndex(String name) {
        NextHopTracker tracking = tracker;
        return tracking == null ? 0 : tracking.linkIndex(name);
    }

    /// @param then called on any thread when an answer of [#nextHops] is another one
    void whenNextHopsChange(Runnable then) {
        whenNextHopsChange = then;
    }

    private Netlink kernel() {
        Netlink open = netlink;
        if (open == null) {
            open = Netlink.open();
            netlink = open;
        }
        return open;
    }

    /// @param removing our routes leave the kernel
    void close(boolean removing) {
        imported.stop();
        try {
            if (removing && exporter != null) {
                exporter.clear();
            }
        } catch (NetlinkException e) {
            LOG.warn("routes stay in the kernel: {}", e.getMessage());
        }
        if (tracker != null) {
            tracker.close();
        }
        if (netlink != null) {
            netlink.close();
        }
    }
}
