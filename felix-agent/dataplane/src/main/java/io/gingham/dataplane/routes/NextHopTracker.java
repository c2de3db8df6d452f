package io.gingham.dataplane.routes;

import io.gingham.netlink.Netlink;
import io.gingham.netlink.events.KernelEvent;
import io.gingham.netlink.events.KernelEvents;
import io.gingham.netlink.events.KernelEvents.Group;
import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.netlink.message.RouteTarget;
import io.gingham.netlink.message.RtMessage;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which next hops the kernel would take for a route: those in a network that a link of this
/// machine is connected to (a route of the main table straight onto the link), while the link is up
/// and has a carrier. The kernel's events keep it true.
///
/// Any thread may ask; an answer costs a look-up. A link-local next hop is reachable while the link
/// that it is on is up and has a carrier.
///
/// It hears of own routes too, but only of what others do to them, and calls for a look at them: at
/// once, not when the next one is due. What the kernel itself does to them (those over a link that
/// is set down go, some without a word) shows in the next hop: when it can be reached again, what
/// leads there may be gone.
///
/// One socket hears of links, of connected routes and of own ones, in their order; two that listen
/// would each hear the half of it, and the kernel would tell all of it twice.
public final class NextHopTracker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NextHopTracker.class);

    private final Netlink kernel;
    private final int ownProtocol;
    private final Runnable changed;
    private final Runnable disturbed;
    private final KernelEvents events;

    /// More next hops than any fabric has; a peer that makes them up shall not fill the memory.
    private static final int MOST = 65_536;

    // All under the lock of this object.
    private final KnownLinks links = new KnownLinks();
    private final Map<Integer, Set<Route>> onLink = new HashMap<>();

    private boolean forgetful;

    /// Own routes may be other than they were written: others had a hand in them, or a link that
    /// next hops are on was down, and the kernel has dropped those over it.
    private boolean doubtful;

    /// Of the links that run.
    private final ConnectedNetworks connected = new ConnectedNetworks();

    /// What has become connected, or is no longer, since answers were looked at.
    private final Set<IpPrefix> touched = new HashSet<>();

    /// What has been asked, and what was said. Read without the lock.
    private final Map<IpAddress, Boolean> answers = new ConcurrentHashMap<>();

    private NextHopTracker(
            Netlink kernel, int ownProtocol, int writer, Runnable changed, Runnable disturbed) {
        this.kernel = kernel;
        this.ownProtocol = ownProtocol;
        this.changed = changed;
        this.disturbed = disturbed;
        this.events =
                KernelEvents.listen(
                        "next-hops",
                        Set.of(Group.LINKS, Group.ROUTES),
                        frame ->
                                frame.isOfRoute(ownProtocol)
                                        && (frame.port() == writer || frame.port() == 0),
                        this::happened);
    }

    /// In the network namespace of the calling thread.
    ///
    /// @param ownProtocol of the routes that are made of what is learned, and lead to no next hop
    /// @param writer the port of the socket by which they are written
    /// @param changed called on a thread of this when an answer that was given is another one now
    /// @param disturbed called on a thread of this when own routes may be other than they were
    ///   written; it must not wait for anything
    public static NextHopTracker open(
            int ownProtocol, int writer, Runnable changed, Runnable disturbed) {
        Netlink kernel = Netlink.open();
        try {
            NextHopTracker tracker =
                    new NextHopTracker(kernel, ownProtocol, writer, changed, disturbed);
            tracker.readAll();
            return tracker;
        } catch (NetlinkException e) {
            kernel.close();
            throw e;
        }
    }

    /// @param link the interface that a link-local next hop is on, if it is known
    public boolean isReachable(IpAddress nextHop, Optional<String> link) {
        if (nextHop.isLinkLocal()) {
            return link.map(this::carries).orElse(true);
        }
        Boolean known = answers.get(nextHop);
        return known == null ? answer(nextHop) : known;
    }

    private synchronized boolean answer(IpAddress nextHop) {
        boolean reachable = connected.contain(nextHop);
        if (answers.size() < MOST) {
            answers.put(nextHop, reachable);
        } else {
            forgetful = true;
        }
        return reachable;
    }

    private boolean carries(String link) {
        Boolean known = links.known(link);
        return known == null ? answer(link) : known;
    }

    private synchronized boolean answer(String link) {
        return links.answer(link);
    }

    /// The number of the interface with that name now; 0 if there is none.
    public synchronized int linkIndex(String name) {
        return links.index(name);
    }

    /// Of the next hops that were asked for, those that can't be reached.
    public Set<IpAddress> unreachable() {
        Set<IpAddress> none = new TreeSet<>();
        answers.forEach(
                (hop, reachable) -> {
                    if (!reachable) {
                        none.add(hop);
                    }
                });
        return none;
    }

    private synchronized void happened(List<KernelEvent> told) {
        for (KernelEvent event : told) {
            switch (event) {
                case KernelEvent.Put(var object) -> put(object);
                case KernelEvent.Removed(var object) -> removed(object);
                case KernelEvent.Overrun() -> {
                    LOG.debug("the kernel told more than could be heard: all is read anew");
                    readAll();
                    doubtful = true;
                }
            }
        }
        judgeLinks();
        if (!touched.isEmpty()) {
            Set<IpPrefix> networks = Set.copyOf(touched);
            touched.clear();
            judge(hop -> networks.stream().anyMatch(network -> holds(network, hop)));
        }
        if (doubtful) {
            doubtful = false;
            disturbed.run();
        }
    }

    private boolean leadsToNextHops(Link link) {
        Set<Route> routes = onLink.getOrDefault(link.index(), Set.of());
        return links.known(link.name()) != null
                || routes.stream()
                        .map(Route::destination)
                        .anyMatch(
                                network ->
                                        answers.keySet().stream()
                                                .anyMatch(hop -> holds(network, hop)));
    }

    private static boolean holds(IpPrefix network, IpAddress hop) {
        return network.family() == hop.family() && network.contains(hop);
    }

    private void put(RtMessage object) {
        if (object instanceof Link link) {
            boolean now = link.up() && link.carrier();
            boolean before = links.isRunning(link.index());
            if (now != before) {
                // Routes of a link that was down went, and may have come back, without a word.
                removeAll(link.index());
                links.put(link);
                readLink(link.index());
                doubtful |= now && leadsToNextHops(link);
            } else {
                links.put(link);
            }
        } else if (object instanceof Route route && concerns(route)) {
            add(route);
        } else {
            doubt(object);
        }
    }

    /// Of own routes only what others did is told.
    private void doubt(RtMessage object) {
        doubtful |= object instanceof Route route && route.protocol() == ownProtocol;
    }

    private void removed(RtMessage object) {
        if (object instanceof Link link) {
            removeAll(link.index());
            links.remove(link.index());
        } else if (object instanceof Route route && concerns(route)) {
            Set<Route> ofLink = onLink.get(route.target().link());
            if (ofLink != null && ofLink.remove(route)) {
                disconnect(route);
            }
        } else {
            doubt(object);
        }
    }

    private void add(Route route) {
        if (onLink.computeIfAbsent(route.target().link(), i -> new HashSet<>()).add(route)
                && links.isRunning(route.target().link())
                && connected.add(route.destination())) {
            touched.add(route.destination());
        }
    }

    private void removeAll(int link) {
        Set<Route> routes = onLink.remove(link);
        if (routes != null) {
            routes.forEach(this::disconnect);
        }
    }

    /// It is no longer among those of its link.
    private void disconnect(Route route) {
        if (links.isRunning(route.target().link()) && connected.remove(route.destination())) {
            touched.add(route.destination());
        }
    }

    private boolean concerns(Route route) {
        return route.table() == Route.MAIN_TABLE
                && route.protocol() != ownProtocol
                && route.target() instanceof RouteTarget.OnLink;
    }

    private synchronized void readAll() {
        links.clear();
        onLink.clear();
        connected.clear();
        for (Link link : kernel.links()) {
            links.put(link);
        }
        for (IpFamily family : IpFamily.values()) {
            kernel.forEachRoute(RouteFilter.main(family), this::note);
        }
        touched.clear();
        judgeLinks();
        judge(hop -> true);
    }

    private void readLink(int index) {
        try {
            for (IpFamily family : IpFamily.values()) {
                kernel.forEachRoute(RouteFilter.main(family).withLink(index), this::note);
            }
        } catch (NetlinkException e) {
            // Gone meanwhile; the kernel is about to tell that too.
            if (!e.is(Errno.ENODEV)) {
                throw e;
            }
        }
    }

    private void note(Route route) {
        if (concerns(route)) {
            add(route);
        }
    }

    private void judgeLinks() {
        if (links.judge()) {
            changed.run();
        }
    }

    /// @param affected those whose answer may be another one now
    private void judge(Predicate<IpAddress> affected) {
        boolean otherwise = forgetful;
        for (Map.Entry<IpAddress, Boolean> answer : answers.entrySet()) {
            if (!affected.test(answer.getKey())) {
                continue;
            }
            boolean reachable = connected.contain(answer.getKey());
            if (reachable != answer.getValue()) {
                LOG.info(
                        "next hop {} {} be reached",
                        answer.getKey(),
                        reachable ? "can now" : "can no longer");
                answer.setValue(reachable);
                doubtful |= reachable;
                otherwise = true;
            }
        }
        if (otherwise) {
            changed.run();
        }
    }

    @Override
    public void close() {
        events.close();
        kernel.close();
    }
}
