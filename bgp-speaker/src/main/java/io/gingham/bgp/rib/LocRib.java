package io.gingham.bgp.rib;

import io.gingham.delta.Delta;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All destinations, the best route to each, and what has changed (RFC 4271 section 3.2).
final class LocRib {

    final DestinationTable destinations = new DestinationTable();
    final ChangeLog log = new ChangeLog();
    DecisionProcess decision;
    private RibSettings settings;

    /// More are not written down: looking for them takes no longer than the table's going did.
    private static final int MOST_EMPTIED = 1 << 16;

    /// Destinations that had no route at some time; removed when nobody needs them any more.
    private final List<Destination> emptied = new ArrayList<>();

    /// There are others without a route.
    private boolean manyEmptied;

    /// How far [#takeChanges] has come in the log.
    private long reported;

    /// Hears of what changes; most often nobody wants to.
    @Nullable RibObserver observer;

    /// How many destinations of a family have a best route.
    private int selectedIpv4;

    private int selectedIpv6;

    private boolean deferred;
    private BooleanSupplier everyPathMatters = () -> false;

    LocRib(RibSettings settings, boolean deferred) {
        this.settings = settings;
        this.decision = new DecisionProcess(settings);
        this.deferred = deferred;
    }

    /// @param matters whether a route that is not the best one is of interest too
    void everyPathMatters(BooleanSupplier matters) {
        everyPathMatters = matters;
    }

    boolean deferred() {
        return deferred;
    }

    /// Ends the deferral.
    void resume() {
        deferred = false;
        selectAll();
    }

    void selectAll() {
        destinations.forEach(this::select);
    }

    /// Other settings hold from now on.
    void changeSettings(RibSettings next) {
        boolean otherPaths =
                next.multipath() != settings.multipath()
                        || next.asPathRelax() != settings.asPathRelax();
        boolean otherChoice = next.alwaysCompareMed() != settings.alwaysCompareMed();
        settings = next;
        decision = new DecisionProcess(next);
        if (otherPaths) {
            destinations.forEach(this::reportAgain);
        }
        if (otherPaths || otherChoice) {
            selectAll();
        }
    }

    /// Its best path may be the same, but not what stands beside it.
    private void reportAgain(Destination destination) {
        Route best = destination.best;
        if (best != null && !best.source.isLocal() && destination.reported != null) {
            destination.reported = null;
            log.add(destination);
        }
    }

    /// The routes to it are others now.
    void select(Destination destination) {
        if (destination.routes == null && !destination.doomed) {
            destination.doomed = true;
            if (emptied.size() < MOST_EMPTIED) {
                emptied.add(destination);
            } else {
                manyEmptied = true;
            }
        }
        if (deferred) {
            return;
        }
        Route before = destination.best;
        Route best = decision.best(destination);
        destination.best = best;
        boolean same =
                before == best || (before != null && best != null && best.saysTheSameAs(before));
        if ((before == null) != (best == null)) {
            count(destination, best == null ? -1 : 1);
        }
        if (!same && observer != null) {
            observer.best(destination.prefix(), best == null ? null : best.attributes());
        }
        if (!same || settings.multipath() > 1 || everyPathMatters.getAsBoolean()) {
            log.add(destination);
        }
    }

    private void count(Destination destination, int by) {
        if (destination.isIpv4()) {
            selectedIpv4 += by;
        } else {
            selectedIpv6 += by;
        }
    }

    /// How many prefixes of the family have a route that is used.
    int selected(IpFamily family) {
        return switch (family) {
            case IPV4 -> selectedIpv4;
            case IPV6 -> selectedIpv6;
        };
    }

    List<Delta<IpPrefix, BestPath>> takeChanges() {
        List<Delta<IpPrefix, BestPath>> changes = new ArrayList<>();
        if (log.end() - reported > destinations.indexes()) {
            destinations.forEach(destination -> report(destination, changes));
        } else {
            for (long i = reported; i < log.end(); i++) {
                report(log.at(i), changes);
            }
        }
        reported = log.end();
        return changes;
    }

    void dropChanges() {
        reported = log.end();
    }

    /// Our own routes are nobody's to install, so a prefix that becomes ours is removed from what
    /// was reported.
    private void report(Destination destination, List<Delta<IpPrefix, BestPath>> changes) {
        Route best = destination.best;
        Route now = best == null || best.source.isLocal() ? null : best;
        Route before = destination.reported;
        if (now == null) {
            if (before != null) {
                destination.reported = null;
                changes.add(Delta.remove(destination.prefix()));
            }
        } else if (before == null || settings.multipath() > 1 || !now.saysTheSameAs(before)) {
            destination.reported = now;
            changes.add(Delta.put(destination.prefix(), path(destination, now)));
        }
    }

    private BestPath path(Destination destination, Route best) {
        RibPeer from = best.peer().orElseThrow();
        IpAddress nextHop = best.attributes().nextHop().orElseThrow();
        List<Hop> all =
                settings.multipath() == 1
                        ? List.of(Hop.of(nextHop, best.source.link()))
                        : decision.equallyGood(destination).stream()
                                .flatMap(LocRib::hop)
                                .distinct()
                                .toList();
        return new BestPath(
                nextHop, from.name(), from.address(), from.external(), best.attributes(), all);
    }

    private static Stream<Hop> hop(Route route) {
        return route.attributes().nextHop().map(hop -> Hop.of(hop, route.source.link())).stream();
    }

    /// What was looked at by all is let go.
    ///
    /// @param oldest the position in the log that the last of the update groups has reached
    /// @param allTold no group has anything to tell
    void tidy(long oldest, boolean allTold) {
        log.trim(Math.min(oldest, reported));
        if (!emptied.isEmpty() && allTold && reported == log.end()) {
            if (manyEmptied) {
                destinations.forEach(this::removeIfEmpty);
                destinations.shrink();
            } else {
                emptied.forEach(this::removeIfEmpty);
            }
            emptied.clear();
            manyEmptied = false;
        }
    }

    private void removeIfEmpty(Destination destination) {
        destination.doomed = false;
        if (destination.routes == null) {
            destinations.remove(destination);
        }
    }
}
