package io.gingham.bgp.speaker;

import io.gingham.bgp.rib.Rib;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that the memory never runs out: before all sessions suffer, those that sent most end.
///
/// That the memory seems full is no reason yet, for much of it may be messages that wait for the
/// speaker's thread. Then nothing more is read until those have been heard, and what is in use
/// after that decides.
final class MemoryGuard {

    private static final Logger log = LoggerFactory.getLogger(MemoryGuard.class);

    private final RouteMemory memory;
    private final Network network;
    private final Rib rib;
    private final Supplier<Collection<PeerDriver>> peers;
    private final LogLimit logLimit;
    private boolean suspicious;
    private boolean givingUp;

    MemoryGuard(
            RouteMemory memory,
            Network network,
            Rib rib,
            Supplier<Collection<PeerDriver>> peers,
            LogLimit logLimit) {
        this.memory = memory;
        this.network = network;
        this.rib = rib;
        this.peers = peers;
        this.logLimit = logLimit;
    }

    /// Routes came or went. To be called with every message: one that comes a thousand messages
    /// later may be one too many.
    void changed() {
        if (suspicious || givingUp || !memory.seemsShort(this::mostReceived)) {
            return;
        }
        if (memory.routesToGiveUp(rib.received()) == 0) {
            sayThatItIsNotRoutes();
        } else {
            suspicious = true;
            network.pauseReading(this::judge);
        }
    }

    private void judge() {
        try {
            if (memory.isShort(this::mostReceived)) {
                giveUpTheLargest();
            }
        } finally {
            suspicious = false;
            network.resumeReading();
        }
    }

    /// If it is routes at all that fill the memory.
    void giveUpTheLargest() {
        int wanted = memory.routesToGiveUp(rib.received());
        if (wanted == 0) {
            sayThatItIsNotRoutes();
            return;
        }
        givingUp = true;
        try {
            giveUp(wanted);
        } finally {
            givingUp = false;
        }
        memory.freed();
    }

    /// As few sessions as will do.
    private void giveUp(int routes) {
        int given = 0;
        while (given < routes) {
            PeerDriver largest =
                    Collections.max(
                            peers.get(), Comparator.comparingInt(PeerDriver::routesReceived));
            if (largest.routesReceived() == 0) {
                return;
            }
            given += largest.routesReceived();
            largest.outOfMemory();
        }
    }

    private int mostReceived() {
        return peers.get().stream().mapToInt(PeerDriver::routesReceived).max().orElse(0);
    }

    private void sayThatItIsNotRoutes() {
        if (logLimit.permits("memory")) {
            log.warn(
                    "the memory is nearly full, but not of routes; no session is ended; give the"
                            + " process more heap");
        }
    }

    /// A burst of changes goes on.
    void working() {
        memory.working(rib.entries());
    }

    /// Nothing has happened for a moment.
    void resting() {
        memory.resting(rib.entries());
    }
}
