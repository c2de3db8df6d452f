package io.gingham.netlink;

import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Request;
import io.gingham.netlink.message.Route;
import io.gingham.netlink.message.RouteFilter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The kernel's routing tables: all that the writer of routes needs. [Netlink] is the real one,
/// tests have an in-memory fake.
public interface RouteKernel {

    List<Route> routes(RouteFilter filter);

    /// As [#routes], without a list of all. A route may come twice, and one that goes meanwhile may
    /// come too.
    default void forEachRoute(RouteFilter filter, Consumer<Route> each) {
        routes(filter).forEach(each);
    }

    /// Carries the requests out in order; one that is refused does not stop the next.
    ///
    /// @return the refusal of each, or null for success, in the order of the requests
    List<@Nullable NetlinkException> execute(List<? extends Request> requests);
}
