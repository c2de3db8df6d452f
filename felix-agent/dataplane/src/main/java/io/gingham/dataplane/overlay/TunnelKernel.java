package io.gingham.dataplane.overlay;

import io.gingham.netlink.Netlink;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.FdbEntry;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Neighbour;
import io.gingham.netlink.message.Request;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What [TunnelDevices] needs of the kernel; tests have a fake.
public interface TunnelKernel {

    Optional<Link> link(String name);

    List<Address> addresses(int linkIndex);

    List<Neighbour> neighbours();

    List<FdbEntry> forwardingEntries(int linkIndex);

    /// Carries the requests out in order; one that is refused does not stop the next.
    ///
    /// @return the refusal of each, or null for success
    List<@Nullable NetlinkException> execute(List<? extends Request> requests);

    static TunnelKernel of(Netlink netlink) {
        return new TunnelKernel() {
            @Override
            public Optional<Link> link(String name) {
                return netlink.link(name);
            }

            @Override
            public List<Address> addresses(int linkIndex) {
                return netlink.addresses(linkIndex);
            }

            @Override
            public List<Neighbour> neighbours() {
                return netlink.neighbours();
            }

            @Override
            public List<FdbEntry> forwardingEntries(int linkIndex) {
                return netlink.forwardingEntries(linkIndex);
            }

            @Override
            public List<@Nullable NetlinkException> execute(List<? extends Request> requests) {
                return netlink.execute(requests);
            }
        };
    }
}
