package io.gingham.bgp.bmp.station;

import io.gingham.bgp.bmp.BmpConfig;
import io.gingham.bgp.bmp.BmpMessage;
import io.gingham.bgp.bmp.BmpView;
import io.gingham.bgp.bmp.CollectorConfig;
import io.gingham.bgp.bmp.LocRibPeer;
import io.gingham.bgp.bmp.MonitoredPeer;
import io.gingham.bgp.bmp.PeerEnd;
import io.gingham.bgp.bmp.PeerHeader;
import io.gingham.bgp.bmp.RouteStream;
import io.gingham.bgp.bmp.RouteStream.Subject;
import io.gingham.bgp.bmp.Statistic;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.Rib;
import io.gingham.bgp.rib.RibObserver;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Hears what happens in the speaker, and says it to the collectors. Without one it hears nothing
/// of routes, and keeps a word for each session only. For the speaker's thread.
public final class BmpMonitor implements RibObserver, Station.Shown, Dump.Subjects {

    private final Rib rib;
    private final CollectorNetwork network;
    private final StationTimers timers;
    private final LocRibPeer locRib;
    private final Subject locRibSubject;
    private final Map<String, Watched> up = new LinkedHashMap<>();
    private final List<Station> stations = new ArrayList<>();
    private final Map<BmpView, RouteStream> live = new EnumMap<>(BmpView.class);
    private BmpConfig config = BmpConfig.NONE;
    private boolean flushPlanned;

    /// A session, and its names in messages: one object each, by which streams know that nothing
    /// has changed.
    private static final class Watched {
        final MonitoredPeer peer;
        final Subject in;
        final Subject out;
        final Subject outAnew;
        int treatedAsWithdraw;

        Watched(MonitoredPeer peer) {
            this.peer = peer;
            this.in = Subject.in(peer);
            this.out = Subject.out(peer);
            this.outAnew = Subject.outAnew(peer);
        }
    }

    /// @param locRib us
    public BmpMonitor(Rib rib, CollectorNetwork network, StationTimers timers, LocRibPeer locRib) {
        this.rib = rib;
        this.network = network;
        this.timers = timers;
        this.locRib = locRib;
        this.locRibSubject = locRib.subject();
        for (BmpView view : BmpView.values()) {
            live.put(view, new RouteStream(view, timers::epochMicros, this::sayAll));
        }
    }

    /// Collectors whose entry is as before notice nothing.
    public void configure(BmpConfig next) {
        boolean otherName = !next.systemName().equals(config.systemName());
        config = next;
        for (Station station : List.copyOf(stations)) {
            if (otherName || !next.collectors().contains(station.config())) {
                station.stop("its configuration changed");
                stations.remove(station);
            }
        }
        Set<CollectorConfig> there =
                stations.stream().map(Station::config).collect(Collectors.toSet());
        for (CollectorConfig wanted : next.collectors()) {
            if (!there.contains(wanted)) {
                Station station = new Station(wanted, network, timers, this);
                stations.add(station);
                station.start();
            }
        }
        listeningChanged();
    }

    /// The speaker ends.
    public void close() {
        flush();
        stations.forEach(station -> station.stop("the BGP speaker ends"));
        stations.clear();
        listeningChanged();
    }

    public List<CollectorStatus> status() {
        return stations.stream().map(Station::status).toList();
    }

    @Override
    public void listeningChanged() {
        rib.observe(stations.stream().anyMatch(Station::isConnected) ? this : null);
    }

    private boolean isHeard(BmpView view) {
        for (Station station : stations) {
            if (station.hears(view)) {
                return true;
            }
        }
        return false;
    }

    private void sayAll(BmpView view, byte[] messages) {
        for (Station station : stations) {
            if (station.hears(view)) {
                station.send(messages);
            }
        }
    }

    private void sayAll(BmpMessage message) {
        flush();
        for (Station station : stations) {
            if (station.isConnected()) {
                station.say(message);
            }
        }
    }

    /// The session is Established; its routes come after that.
    public void peerUp(MonitoredPeer peer) {
        up.put(peer.name(), new Watched(peer));
        sayAll(peer.up());
    }

    /// Its routes went with it: a collector knows that (RFC 7854 section 4.9).
    public void peerDown(String name, PeerEnd end) {
        flush();
        Watched gone = up.remove(name);
        if (gone != null) {
            sayAll(new BmpMessage.PeerDown(now(gone.peer.header()), end));
        }
    }

    private PeerHeader now(PeerHeader header) {
        return header.at(timers.epochMicros());
    }

    /// What went out to a peer.
    ///
    /// @param messages whole messages of BGP, one after the other
    public void told(String name, byte[] messages) {
        if (stations.isEmpty() || !isHeard(BmpView.ADJ_RIB_OUT)) {
            return;
        }
        Watched peer = up.get(name);
        if (peer != null) {
            stream(BmpView.ADJ_RIB_OUT).pass(peer.out, messages);
        }
    }

    /// A peer has sent all it knew at its session's start.
    public void endOfRib(String name, AddressFamily family) {
        Watched peer = up.get(name);
        if (stations.isEmpty() || peer == null) {
            return;
        }
        for (BmpView view : List.of(BmpView.PRE_POLICY, BmpView.POST_POLICY)) {
            if (isHeard(view)) {
                stream(view).endOfRib(peer.in, family);
            }
        }
    }

    /// An update was malformed, and its prefixes taken for withdrawn (RFC 7606).
    public void treatedAsWithdraw(String name) {
        Watched peer = up.get(name);
        if (peer != null) {
            peer.treatedAsWithdraw++;
        }
    }

    @Override
    public void routeIn(
            String name,
            IpPrefix prefix,
            int pathId,
            PathAttributes received,
            @Nullable PathAttributes accepted,
            Change change) {
        Watched peer = up.get(name);
        if (peer == null) {
            return;
        }
        if (change.received() && isHeard(BmpView.PRE_POLICY)) {
            stream(BmpView.PRE_POLICY).add(peer.in, prefix, pathId, received);
        }
        boolean otherAfter = change.accepted() && (accepted != null || change.wasUsable());
        if (otherAfter && isHeard(BmpView.POST_POLICY)) {
            stream(BmpView.POST_POLICY).add(peer.in, prefix, pathId, accepted);
        }
        planFlush();
    }

    @Override
    public void routeOut(String name, IpPrefix prefix, int pathId, boolean wasUsable) {
        Watched peer = up.get(name);
        if (peer == null) {
            return;
        }
        if (isHeard(BmpView.PRE_POLICY)) {
            stream(BmpView.PRE_POLICY).add(peer.in, prefix, pathId, null);
        }
        if (wasUsable && isHeard(BmpView.POST_POLICY)) {
            stream(BmpView.POST_POLICY).add(peer.in, prefix, pathId, null);
        }
        planFlush();
    }

    @Override
    public void best(IpPrefix prefix, @Nullable PathAttributes attributes) {
        if (isHeard(BmpView.LOC_RIB)) {
            stream(BmpView.LOC_RIB).add(locRibSubject, prefix, 0, attributes);
            planFlush();
        }
    }

    private RouteStream stream(BmpView view) {
        RouteStream stream = live.get(view);
        if (stream == null) {
            throw new IllegalStateException("no stream of " + view);
        }
        return stream;
    }

    /// What one event brought goes out together.
    private void planFlush() {
        if (!flushPlanned) {
            flushPlanned = true;
            timers.soon(
                    () -> {
                        flushPlanned = false;
                        flush();
                    });
        }
    }

    private void flush() {
        live.values().forEach(RouteStream::flush);
    }

    @Override
    public String systemName() {
        return config.systemName();
    }

    @Override
    public void settle() {
        flush();
    }

    @Override
    public void introduce(Station to) {
        up.values().forEach(each -> to.say(each.peer.up()));
        if (to.config().views().contains(BmpView.LOC_RIB)) {
            to.say(locRib.up(timers.epochMicros()));
        }
    }

    @Override
    public Dump dump(Station to) {
        return new Dump(
                rib.walk(to.config().views().contains(BmpView.ADJ_RIB_OUT)),
                this,
                to.config().viewsInOrder(),
                view -> new RouteStream(view, () -> 0, (_, messages) -> to.send(messages)));
    }

    @Override
    public void reportStatistics(Station to) {
        for (Watched each : up.values()) {
            String name = each.peer.name();
            List<Statistic> numbers = new ArrayList<>();
            numbers.add(Statistic.routesIn(rib.received(name)));
            numbers.add(Statistic.treatedAsWithdraw(each.treatedAsWithdraw));
            if (to.config().views().contains(BmpView.ADJ_RIB_OUT)) {
                numbers.add(Statistic.routesOut(rib.advertised(name)));
            }
            to.say(new BmpMessage.StatisticsReport(now(each.peer.header()), numbers));
        }
        if (to.config().views().contains(BmpView.LOC_RIB)) {
            int ipv4 = rib.selected(IpFamily.IPV4);
            int ipv6 = rib.selected(IpFamily.IPV6);
            to.say(
                    new BmpMessage.StatisticsReport(
                            now(locRib.header()),
                            List.of(
                                    Statistic.routesSelected(ipv4 + ipv6),
                                    Statistic.routesSelected(AddressFamily.IPV4_UNICAST, ipv4),
                                    Statistic.routesSelected(AddressFamily.IPV6_UNICAST, ipv6))));
        }
    }

    @Override
    public @Nullable Subject in(String peer) {
        Watched watched = up.get(peer);
        return watched == null ? null : watched.in;
    }

    @Override
    public @Nullable Subject out(String peer) {
        Watched watched = up.get(peer);
        return watched == null ? null : watched.outAnew;
    }

    @Override
    public Subject locRib() {
        return locRibSubject;
    }

    @Override
    public Map<String, Set<AddressFamily>> families() {
        Map<String, Set<AddressFamily>> families = new LinkedHashMap<>();
        up.forEach((name, watched) -> families.put(name, watched.peer.families()));
        return families;
    }
}
