package io.gingham.bgp.bmp;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One view's changes in their order: what follows one another and has the same attributes shares
/// an update.
public final class RouteStream {

    /// Enough for many full updates; more would only wait.
    private static final int MOST = 4_096;

    /// Whose routes they are, as far as messages tell.
    ///
    /// @param addPath families with path identifiers
    public record Subject(PeerHeader header, Set<AddressFamily> addPath) {
        public Subject {
            addPath = Set.copyOf(addPath);
        }

        /// What came from the peer.
        public static Subject in(MonitoredPeer peer) {
            return new Subject(peer.header(), peer.addPath());
        }

        /// What it was told, written anew: with AS numbers of four octets, whatever it speaks.
        public static Subject outAnew(MonitoredPeer peer) {
            return new Subject(peer.header(), peer.addPathOut());
        }

        /// What went out to it, as it went out.
        public static Subject out(MonitoredPeer peer) {
            return new Subject(
                    peer.legacyOut() ? peer.header().withLegacyAs() : peer.header(),
                    peer.addPathOut());
        }
    }

    /// Takes what is said.
    public interface Sink {
        /// @param messages whole messages of BMP, one after the other
        void say(BmpView view, byte[] messages);
    }

    private final BmpView view;
    private final RouteForm form = new RouteForm();
    private final LongSupplier micros;
    private final Sink sink;
    private final RouteBatch batch = new RouteBatch();
    private @Nullable Subject subject;
    private @Nullable PathAttributes attributes;
    private IpFamily family = IpFamily.IPV4;

    /// @param micros what the messages say of the time, in microseconds since 1970; 0 if unknown
    public RouteStream(BmpView view, LongSupplier micros, Sink sink) {
        this.view = view;
        this.micros = micros;
        this.sink = sink;
    }

    /// @param how null: the route is no more
    @SuppressWarnings("ReferenceEquality") // the very same are what one update brought
    public void add(Subject whose, IpPrefix prefix, int pathId, @Nullable PathAttributes how) {
        boolean goesOn =
                subject == whose
                        && attributes == how
                        && family == prefix.family()
                        && batch.size() < MOST;
        if (!goesOn) {
            flush();
            subject = whose;
            attributes = how;
            family = prefix.family();
        }
        batch.add(prefix, pathId);
    }

    /// Says what waits.
    public void flush() {
        if (subject != null && batch.size() > 0) {
            byte[] updates = form.write(family, attributes, batch, subject.addPath());
            batch.clear();
            say(subject, updates);
        }
        subject = null;
        attributes = null;
    }

    /// The first routes of the family are all said.
    public void endOfRib(Subject whose, AddressFamily ended) {
        flush();
        say(whose, form.endOfRib(ended));
    }

    /// What went out as it is.
    ///
    /// @param messages whole messages of BGP, one after the other
    public void pass(Subject whose, byte[] messages) {
        flush();
        say(whose, messages);
    }

    private void say(Subject whose, byte[] updates) {
        sink.say(
                view,
                BmpEncoder.routeMonitoring(
                        whose.header().at(micros.getAsLong()).in(view), updates));
    }
}
