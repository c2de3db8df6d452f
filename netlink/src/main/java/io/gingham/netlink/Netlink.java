package io.gingham.netlink;

import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.FdbEntry;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Neighbour;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import io.gingham.netlink.message.Tunnel;
import io.gingham.value.MacAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Links, addresses, routes and neighbours of one network namespace.
///
/// Any thread may call; one at a time gets through, each call blocks for the kernel's answer (some
/// microseconds). Methods named `put` and `delete` are idempotent: what is there already, or absent
/// already, is success. `delete` tells whether anything was deleted.
public final class Netlink implements RouteKernel, AutoCloseable {

    /// The kernel answers at once, but for some deletions it waits for others (RCU, up to seconds).
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /// IFNAMSIZ less the zero at the end, in bytes.
    public static final int MAX_LINK_NAME_BYTES = 15;

    private final NetlinkSocket socket;

    private Netlink(NetlinkSocket socket) {
        this.socket = socket;
    }

    /// Opens in the namespace of the calling thread.
    public static Netlink open() {
        return new Netlink(new NetlinkSocket(NetlinkSocket.NETLINK_ROUTE, LIMIT));
    }

    public static Netlink open(NetworkNamespace namespace) {
        return namespace.call(Netlink::open);
    }

    @Override
    public void close() {
        socket.close();
    }

    /// The number by which the kernel tells others who made a change: that of this socket. It tells
    /// 0 of what it does by itself.
    public int port() {
        return socket.port();
    }

    public List<Link> links() {
        return query(new Request.Query.DumpLinks(), Link.class);
    }

    /// By name; empty if there is none.
    public Optional<Link> link(String name) {
        if (!isLinkName(name)) {
            return Optional.empty();
        }
        try {
            return query(new Request.Query.GetLink(name), Link.class).stream().findFirst();
        } catch (NetlinkException e) {
            if (e.is(Errno.ENODEV)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// A veth pair: `name` here, `peerName` in the other namespace. Both ends are down.
    ///
    /// @param mac of the end that stays here
    /// @param mtu of both ends, in bytes
    /// @return the end that stays here
    /// @throws NetlinkException EEXIST if either name is taken
    public Link createVeth(
            String name, MacAddress mac, String peerName, NetworkNamespace peerIn, int mtu) {
        requireLinkName(name);
        requireLinkName(peerName);
        peerIn.withDescriptor(
                fd -> {
                    execute(new Request.CreateVeth(name, mac, peerName, mtu, 1, fd));
                    return fd;
                });
        return link(name)
                .orElseThrow(() -> new NetlinkException(Errno.ENODEV, "find the new link " + name));
    }

    /// Down.
    ///
    /// @param mac empty for one of the kernel's choice; IPIP devices have none
    /// @throws NetlinkException EEXIST if the name is taken, or another device has the same tunnel;
    ///   EOPNOTSUPP if the kernel lacks the kind
    public Link createTunnel(String name, Optional<MacAddress> mac, int mtu, Tunnel tunnel) {
        requireLinkName(name);
        execute(new Request.CreateTunnel(name, mac, mtu, tunnel));
        return link(name)
                .orElseThrow(() -> new NetlinkException(Errno.ENODEV, "find the new link " + name));
    }

    /// The other end of a veth pair goes with it.
    public boolean deleteLink(String name) {
        return isLinkName(name) && delete(new Request.DeleteLink(name));
    }

    public void setUp(int linkIndex) {
        execute(new Request.SetLinkUp(linkIndex, true));
    }

    public void setDown(int linkIndex) {
        execute(new Request.SetLinkUp(linkIndex, false));
    }

    public void setMtu(int linkIndex, int mtu) {
        execute(new Request.SetLinkMtu(linkIndex, mtu));
    }

    public void setMac(int linkIndex, MacAddress mac) {
        execute(new Request.SetLinkMac(linkIndex, mac));
    }

    public List<Address> addresses() {
        return query(new Request.Query.DumpAddresses(Optional.empty()), Address.class);
    }

    public List<Address> addresses(int linkIndex) {
        return addresses().stream().filter(a -> a.linkIndex() == linkIndex).toList();
    }

    public void putAddress(Address address) {
        execute(new Request.PutAddress(address));
    }

    public boolean deleteAddress(Address address) {
        return delete(new Request.DeleteAddress(address));
    }

    @Override
    public List<Route> routes(RouteFilter filter) {
        List<Route> found = new ArrayList<>();
        forEachRoute(filter, found::add);
        return found.size() < 2 ? List.copyOf(found) : distinct(found);
    }

    /// A dump that is begun again gives some routes twice.
    private static List<Route> distinct(List<Route> found) {
        return List.copyOf(new LinkedHashSet<>(found));
    }

    @Override
    public void forEachRoute(RouteFilter filter, Consumer<Route> each) {
        try {
            socket.query(
                    new Request.Query.DumpRoutes(filter),
                    object -> {
                        if (object instanceof Route route && filter.accepts(route)) {
                            each.accept(route);
                        }
                        return false;
                    });
        } catch (NetlinkException e) {
            if (e.is(Errno.ENOENT) && filter.table() != 0) {
                return; // a table that holds nothing does not exist
            }
            throw e;
        }
    }

    /// @throws NetlinkException EEXIST where a route of the same key is there, whoever made it
    public void addRoute(Route route) {
        execute(new Request.AddRoute(route));
    }

    /// Takes the place of a route of the same key, whoever made it.
    public void putRoute(Route route) {
        execute(new Request.ReplaceRoute(route));
    }

    /// Deletes the route of the same key, protocol and target.
    public boolean deleteRoute(Route route) {
        return delete(new Request.DeleteRoute(route));
    }

    /// Without the kernel's proxy entries.
    public List<Neighbour> neighbours() {
        return query(new Request.Query.DumpNeighbours(false), Neighbour.class);
    }

    public List<Neighbour> proxyNeighbours() {
        return query(new Request.Query.DumpNeighbours(true), Neighbour.class);
    }

    public void putNeighbour(Neighbour neighbour) {
        execute(new Request.PutNeighbour(neighbour));
    }

    public boolean deleteNeighbour(Neighbour neighbour) {
        return delete(new Request.DeleteNeighbour(neighbour));
    }

    /// Of a VXLAN device; without what it does with frames to all.
    public List<FdbEntry> forwardingEntries(int linkIndex) {
        return query(new Request.Query.DumpFdb(linkIndex), FdbEntry.class).stream()
                .filter(entry -> entry.linkIndex() == linkIndex)
                .toList();
    }

    @Override
    public List<@Nullable NetlinkException> execute(List<? extends Request> requests) {
        return socket.execute(requests);
    }

    /// @throws NetlinkException if the kernel refuses
    public void execute(Request request) {
        NetlinkException refusal = execute(List.of(request)).getFirst();
        if (refusal != null) {
            throw refusal;
        }
    }

    /// Whether the kernel can take it as an interface's name.
    public static boolean isLinkName(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        return bytes > 0
                && bytes <= MAX_LINK_NAME_BYTES
                && !name.equals(".")
                && !name.equals("..")
                && name.chars()
                        .noneMatch(
                                c -> c == '/' || c == ':' || c == 0 || Character.isWhitespace(c));
    }

    private boolean delete(Request request) {
        try {
            execute(request);
            return true;
        } catch (NetlinkException e) {
            if (Absence.isMeantBy(e)) {
                return false;
            }
            throw e;
        }
    }

    private <T> List<T> query(Request.Query query, Class<T> type) {
        return socket.query(query).stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static void requireLinkName(String name) {
        if (!isLinkName(name)) {
            throw new NetlinkException(
                    Errno.EINVAL,
                    "create link '" + name + "'",
                    "a link's name has 1 to 15 bytes without / : or spaces");
        }
    }
}
