package io.gingham.bgp.bmp;

import io.gingham.bgp.bmp.BmpReader.Peer;
import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.CodecContext.Direction;
import io.gingham.bgp.codec.MessageDecoder;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.Capability.AddPathFamily;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.MpReach;
import io.gingham.bgp.message.PathAttribute.MpUnreach;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A collector's idea of a router, made of what it was sent; what comes in an order that RFC 7854
/// does not allow is an error.
public final class BmpTables {

    /// A session as the collector knows it.
    public static final class Session {
        public final BmpReader.PeerUp up;
        public final Map<BmpView, Map<String, PathAttributes>> tables =
                new EnumMap<>(BmpView.class);
        public final Map<BmpView, Set<AddressFamily>> ended = new EnumMap<>(BmpView.class);
        public BmpReader.@Nullable Statistics statistics;

        Session(BmpReader.PeerUp up) {
            this.up = up;
            for (BmpView view : BmpView.values()) {
                tables.put(view, new TreeMap<>());
                ended.put(view, new HashSet<>());
            }
        }

        /// By `prefix` or `prefix pathId`.
        public Map<String, PathAttributes> table(BmpView view) {
            return tables.getOrDefault(view, Map.of());
        }

        public Set<AddressFamily> ended(BmpView view) {
            return ended.getOrDefault(view, Set.of());
        }
    }

    public static final IpAddress OURSELVES = IpAddress.parse("127.0.0.1");

    private record Name(int type, IpAddress address, long asNumber) {}

    private final Map<Name, Session> sessions = new HashMap<>();
    public final List<BmpReader.PeerDown> downs = new ArrayList<>();
    public BmpReader.@Nullable Initiation initiation;
    public BmpReader.@Nullable Termination termination;
    public int messages;

    /// FRR 8 tells of the end of sessions that never were, and of its own routes as those of a peer
    /// 0.0.0.0 that never came up (RFC 7854 section 8.2 wants a Peer Up).
    private final boolean ofFrr;

    private BmpTables(boolean ofFrr) {
        this.ofFrr = ofFrr;
    }

    public static BmpTables of(byte[] bytes) {
        return of(bytes, false);
    }

    static BmpTables of(byte[] bytes, boolean ofFrr) {
        BmpTables tables = new BmpTables(ofFrr);
        BmpReader.all(bytes).forEach(tables::hear);
        return tables;
    }

    public void hear(BmpReader.Read message) {
        messages++;
        require(termination == null, "a message after the termination");
        require(
                (initiation == null) == (message instanceof BmpReader.Initiation),
                "the initiation is the first message and no other");
        switch (message) {
            case BmpReader.Initiation first -> initiation = first;
            case BmpReader.Termination last -> termination = last;
            case BmpReader.PeerUp up -> {
                Session before = sessions.put(name(up.peer()), new Session(up));
                require(before == null, "up twice: " + up.peer());
            }
            case BmpReader.PeerDown down -> {
                require(
                        sessions.remove(name(down.peer())) != null || ofFrr,
                        "down twice: " + down.peer());
                downs.add(down);
            }
            case BmpReader.Statistics numbers -> session(numbers.peer()).statistics = numbers;
            case BmpReader.RouteMonitoring(var peer, var update) -> {
                if (!ofFrr || !peer.address().isUnspecified()) {
                    routes(session(peer), peer, update);
                }
            }
        }
    }

    private static Name name(Peer peer) {
        return new Name(peer.type(), peer.address(), peer.asNumber());
    }

    private Session session(Peer peer) {
        Session session = sessions.get(name(peer));
        if (session == null) {
            throw new IllegalArgumentException("not up: " + peer);
        }
        return session;
    }

    /// @throws IllegalArgumentException if none is up
    public Session session(IpAddress address) {
        return sessions.entrySet().stream()
                .filter(each -> each.getKey().type() == 0)
                .filter(each -> each.getKey().address().equals(address))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not up: " + address));
    }

    public Session locRib() {
        return sessions.entrySet().stream()
                .filter(each -> each.getKey().type() == 3)
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no Loc-RIB"));
    }

    public Set<IpAddress> up() {
        return sessions.keySet().stream()
                .filter(each -> each.type() == 0)
                .map(Name::address)
                .collect(Collectors.toSet());
    }

    private static void routes(Session session, Peer peer, byte[] bytes) {
        BmpView view =
                peer.type() == 3
                        ? BmpView.LOC_RIB
                        : peer.out()
                                ? BmpView.ADJ_RIB_OUT
                                : peer.post() ? BmpView.POST_POLICY : BmpView.PRE_POLICY;
        require(view != BmpView.ADJ_RIB_OUT || peer.post(), "only what goes out is told");
        Update update =
                (Update)
                        MessageDecoder.decode(
                                        ByteBuffer.wrap(
                                                view == BmpView.LOC_RIB
                                                        ? withOurHop(bytes)
                                                        : bytes),
                                        new CodecContext(!peer.legacyAs(), false, true)
                                                .with(
                                                        new Direction(
                                                                true, addPath(session.up, view)),
                                                        Direction.PLAIN))
                                .message();
        if (update.endOfRib().isPresent()) {
            session.ended(view).add(update.endOfRib().get());
            return;
        }
        Map<String, PathAttributes> table = session.table(view);
        update.withdrawn().forEach(each -> table.remove(key(each)));
        update.attributes()
                .find(MpUnreach.class)
                .ifPresent(gone -> gone.withdrawn().forEach(each -> table.remove(key(each))));
        PathAttributes plain =
                update.attributes()
                        .without(each -> each instanceof MpReach || each instanceof MpUnreach);
        update.announced().forEach(each -> table.put(key(each), plain));
        update.attributes()
                .find(MpReach.class)
                .ifPresent(
                        reach -> {
                            PathAttributes with =
                                    plain.with(
                                            new PathAttribute.NextHop(reach.nextHops().getFirst()));
                            reach.announced().forEach(each -> table.put(key(each), with));
                        });
    }

    /// Our own routes have the next hop 0.0.0.0, which on a session would be malformed: here it is
    /// read as [#OURSELVES].
    private static byte[] withOurHop(byte[] update) {
        byte[] none = {0x40, 3, 4, 0, 0, 0, 0};
        byte[] read = update.clone();
        for (int at = 19; at + none.length <= read.length; at++) {
            if (Arrays.equals(read, at, at + none.length, none, 0, none.length)) {
                System.arraycopy(OURSELVES.toBytes(), 0, read, at + 3, 4);
            }
        }
        return read;
    }

    /// Families with path identifiers, by the OPENs of both sides (RFC 7911 section 4).
    private static Set<AddressFamily> addPath(BmpReader.PeerUp up, BmpView view) {
        boolean out = view == BmpView.ADJ_RIB_OUT;
        Set<AddressFamily> sender = families(out ? up.sent() : up.received(), AddPathFamily.SEND);
        Set<AddressFamily> reader =
                families(out ? up.received() : up.sent(), AddPathFamily.RECEIVE);
        return sender.stream().filter(reader::contains).collect(Collectors.toSet());
    }

    public static Open open(byte[] bytes) {
        return (Open) MessageDecoder.decode(ByteBuffer.wrap(bytes), CodecContext.INITIAL).message();
    }

    private static Set<AddressFamily> families(byte[] bytes, int mode) {
        return open(bytes).capabilities().stream()
                .filter(Capability.AddPath.class::isInstance)
                .flatMap(each -> ((Capability.AddPath) each).families().stream())
                .filter(each -> (each.mode() & mode) != 0)
                .map(AddPathFamily::family)
                .collect(Collectors.toSet());
    }

    public static String key(Nlri nlri) {
        return nlri.pathId() == 0 ? nlri.prefix().toString() : nlri.prefix() + " " + nlri.pathId();
    }

    private static void require(boolean fine, String what) {
        if (!fine) {
            throw new IllegalArgumentException(what);
        }
    }
}
