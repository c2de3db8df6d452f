package io.gingham.bgp.bmp;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.CodecContext.Direction;
import io.gingham.bgp.codec.UpdateWriter;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Routes as updates for collectors: AS numbers have four octets, whatever the peer spoke (RFC 7854
/// section 4.2), and prefixes have path identifiers where the session's OPENs say so.
final class RouteForm {

    private static final IpAddress NO_HOP4 = IpAddress.ipv4(0);
    private static final IpAddress NO_HOP6 = IpAddress.ipv6(0, 0);

    private final Map<Direction, UpdateWriter> writers = new HashMap<>();

    /// @param attributes null to withdraw the prefixes
    /// @param addPath families with path identifiers
    /// @return whole updates
    byte[] write(
            IpFamily family,
            @Nullable PathAttributes attributes,
            RouteBatch prefixes,
            Set<AddressFamily> addPath) {
        AddressFamily unicast = AddressFamily.unicast(family);
        UpdateWriter writer = writer(new Direction(false, addPath));
        if (attributes == null) {
            writer.withdraw(unicast, prefixes);
            return take(writer);
        }
        PathAttributes said = withHop(family, attributes);
        if (writer.announce(unicast, said, prefixes)) {
            return take(writer);
        }
        // It came in a message of RFC 8654, or with shorter AS numbers.
        UpdateWriter extended = writer(new Direction(true, addPath));
        if (!extended.announce(unicast, said, prefixes)) {
            extended.withdraw(unicast, prefixes);
        }
        return take(extended);
    }

    byte[] endOfRib(AddressFamily family) {
        UpdateWriter writer = writer(Direction.PLAIN);
        writer.endOfRib(family);
        return take(writer);
    }

    /// Our own routes have none, and an update must.
    private static PathAttributes withHop(IpFamily family, PathAttributes attributes) {
        return attributes.nextHop().isPresent()
                ? attributes
                : attributes.with(
                        new PathAttribute.NextHop(family == IpFamily.IPV4 ? NO_HOP4 : NO_HOP6));
    }

    private UpdateWriter writer(Direction out) {
        return writers.computeIfAbsent(
                out,
                direction ->
                        new UpdateWriter(
                                new CodecContext(true, true, true)
                                        .with(Direction.PLAIN, direction)));
    }

    private static byte[] take(UpdateWriter writer) {
        byte[] bytes = writer.copy(0, writer.size());
        writer.clear();
        return bytes;
    }
}
