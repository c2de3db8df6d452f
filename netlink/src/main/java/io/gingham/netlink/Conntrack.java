package io.gingham.netlink;

import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Connection;
import io.gingham.netlink.message.Request;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The kernel's connection tracking of one network namespace. Any thread may call; one at a time
/// gets through.
public final class Conntrack implements AutoCloseable {

    /// A dump of a full table (262144 entries by default) takes well under a second; each part of
    /// it has to come within this.
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final NetlinkSocket socket;

    private Conntrack(NetlinkSocket socket) {
        this.socket = socket;
    }

    /// Opens in the namespace of the calling thread.
    public static Conntrack open() {
        return new Conntrack(new NetlinkSocket(NetlinkSocket.NETLINK_NETFILTER, LIMIT));
    }

    /// Every connection that one of the addresses has part in, before or after address translation.
    /// Reads the whole table, and keeps what is asked for.
    public List<Connection> connections(Set<IpAddress> addresses) {
        if (addresses.isEmpty()) {
            return List.of();
        }
        return socket
                .query(
                        new Request.Query.DumpConnections(family(addresses)),
                        object ->
                                object instanceof Connection connection
                                        && hasAny(connection, addresses))
                .stream()
                .map(Connection.class::cast)
                .toList();
    }

    /// Deletes them; the next packet of such a connection is a new one's first. What is gone
    /// meanwhile is fine.
    ///
    /// @return how many were deleted
    /// @throws NetlinkException if the kernel has no connection tracking, or refuses
    public int forget(Set<IpAddress> addresses) {
        List<Request.DeleteConnection> requests =
                connections(addresses).stream().map(Request.DeleteConnection::new).toList();
        int deleted = 0;
        for (@Nullable NetlinkException refusal : socket.execute(requests)) {
            if (refusal == null) {
                deleted++;
            } else if (!Absence.isMeantBy(refusal)) {
                throw refusal;
            }
        }
        return deleted;
    }

    @Override
    public void close() {
        socket.close();
    }

    /// The one that all of them are of; empty if they are of both.
    private static Optional<IpFamily> family(Set<IpAddress> addresses) {
        Set<IpFamily> families =
                addresses.stream().map(IpAddress::family).collect(Collectors.toSet());
        return families.size() == 1 ? families.stream().findFirst() : Optional.empty();
    }

    /// Four look-ups, however many addresses there are.
    private static boolean hasAny(Connection connection, Set<IpAddress> addresses) {
        return addresses.contains(connection.original().source())
                || addresses.contains(connection.original().destination())
                || addresses.contains(connection.reply().source())
                || addresses.contains(connection.reply().destination());
    }
}
