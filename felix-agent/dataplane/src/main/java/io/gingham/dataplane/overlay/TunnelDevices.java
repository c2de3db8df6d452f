package io.gingham.dataplane.overlay;

import io.gingham.netlink.Absence;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Request;
import io.gingham.value.IpAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the tunnel devices of this node as they are wanted. Between two looks at the kernel only
/// what has changed is written. For one thread.
public final class TunnelDevices {

    private static final Logger LOG = LoggerFactory.getLogger(TunnelDevices.class);

    /// One for each kind and family; by these names the next release finds them.
    public static final String VXLAN = "vxlan.gingham";

    public static final String VXLAN6 = "vxlan6.gingham";
    public static final String IPIP = "ipip.gingham";

    public static final Set<String> NAMES = Set.of(VXLAN, VXLAN6, IPIP);

    private static final Set<String> KINDS = Set.of("vxlan", "ipip");

    private final TunnelKernel kernel;

    /// As they were written or read last.
    private final Map<String, Standing> standing = new HashMap<>();

    private record Standing(WantedTunnel wanted, int link, FarEnds ends) {}

    public TunnelDevices(TunnelKernel kernel) {
        this.kernel = kernel;
    }

    /// What putting a device has come to.
    ///
    /// @param link its index
    /// @param repaired whether the kernel was otherwise than it was left: routes over it may be
    ///   gone
    public record Put(int link, boolean repaired) {}

    /// Brings the device to what is wanted, but for far ends that nobody wants any more.
    ///
    /// @param look reads the kernel, whatever was written before
    /// @throws NetlinkException if the kernel refuses
    public Put put(WantedTunnel wanted, boolean look) {
        // What fails halfway is looked at by the next run.
        Standing known = standing.remove(wanted.name());
        if (known != null && !look && isSameDevice(known.wanted(), wanted)) {
            known.ends().put(wanted.ends());
            standing.put(wanted.name(), new Standing(wanted, known.link(), known.ends()));
            return new Put(known.link(), false);
        }
        Optional<Link> found = existing(wanted.name()).filter(link -> isOf(link, wanted));
        Link link = found.orElseGet(() -> create(wanted));
        boolean repaired = found.isEmpty() | setRight(link, wanted);
        putAddress(link, wanted.address());
        FarEnds ends = FarEnds.read(kernel, link.index());
        ends.put(wanted.ends());
        standing.put(wanted.name(), new Standing(wanted, link.index(), ends));
        return new Put(link.index(), repaired);
    }

    private static boolean isSameDevice(WantedTunnel one, WantedTunnel other) {
        return one.tunnel().equals(other.tunnel())
                && one.mac().equals(other.mac())
                && one.mtu() == other.mtu()
                && one.address().equals(other.address());
    }

    /// Takes away what is there and not among those wanted: devices, and far ends of the others. To
    /// be called when no route leads there any more.
    ///
    /// @throws NetlinkException if the kernel refuses
    public void removeOthers(Collection<WantedTunnel> wanted) {
        for (String name : NAMES) {
            Optional<WantedTunnel> one =
                    wanted.stream().filter(tunnel -> tunnel.name().equals(name)).findFirst();
            Standing known = standing.get(name);
            if (one.isEmpty()) {
                standing.remove(name);
                remove(name);
            } else if (known != null) {
                known.ends().removeOthers(one.get().ends().keySet());
            }
        }
    }

    private void remove(String name) {
        Optional<Link> link = kernel.link(name).filter(there -> KINDS.contains(there.kind()));
        if (link.isPresent() && execute(new Request.DeleteLink(name))) {
            LOG.info("tunnel device {} is removed", name);
        }
    }

    /// A device of ours by its kind, else an error: what is not ours is not changed.
    private Optional<Link> existing(String name) {
        Optional<Link> found = kernel.link(name);
        if (found.isPresent() && !KINDS.contains(found.get().kind())) {
            throw new NetlinkException(
                    Errno.EEXIST,
                    "create tunnel " + name,
                    "a device of that name and kind '%s' is there; delete or rename it"
                            .formatted(found.get().kind()));
        }
        return found;
    }

    /// One of other settings is deleted: the kernel changes none of them later.
    private boolean isOf(Link link, WantedTunnel wanted) {
        if (link.tunnel().equals(Optional.of(wanted.tunnel()))) {
            return true;
        }
        LOG.info("tunnel device {} is made anew: {}", link.name(), wanted.tunnel());
        execute(new Request.DeleteLink(link.name()));
        return false;
    }

    private Link create(WantedTunnel wanted) {
        Request.CreateTunnel request =
                new Request.CreateTunnel(
                        wanted.name(), wanted.mac(), wanted.mtu(), wanted.tunnel());
        NetlinkException refusal = kernel.execute(List.of(request)).getFirst();
        if (refusal != null) {
            throw explained(refusal, request);
        }
        LOG.info("{}", request);
        return kernel.link(wanted.name())
                .orElseThrow(() -> new NetlinkException(Errno.ENODEV, request.toString()));
    }

    private static NetlinkException explained(
            NetlinkException refusal, Request.CreateTunnel request) {
        if (refusal.is(Errno.EOPNOTSUPP)) {
            return new NetlinkException(
                    refusal.errno(),
                    request.toString(),
                    "the kernel lacks this kind of tunnel; load its module, or choose another mode in the IPPool");
        }
        return refusal.is(Errno.EEXIST)
                ? new NetlinkException(
                        refusal.errno(),
                        request.toString(),
                        "another device has the same tunnel, perhaps another network plugin's; delete it")
                : refusal;
    }

    /// @return whether anything had to be
    private boolean setRight(Link link, WantedTunnel wanted) {
        boolean changed = false;
        if (wanted.mac().isPresent() && !wanted.mac().get().equals(link.mac())) {
            changed |= execute(new Request.SetLinkMac(link.index(), wanted.mac().get()));
        }
        if (wanted.mtu() != link.mtu()) {
            changed |= execute(new Request.SetLinkMtu(link.index(), wanted.mtu()));
        }
        if (!link.up()) {
            changed |= execute(new Request.SetLinkUp(link.index(), true));
        }
        return changed;
    }

    /// The one address; what the kernel gives itself on the link stays.
    private void putAddress(Link link, Optional<IpAddress> wanted) {
        boolean there = false;
        for (Address address : kernel.addresses(link.index())) {
            if (wanted.isPresent() && address.address().equals(wanted.get()) && isHost(address)) {
                there = true;
            } else if (!address.address().isLinkLocal()) {
                execute(new Request.DeleteAddress(address));
            }
        }
        if (!there && wanted.isPresent()) {
            execute(new Request.PutAddress(Address.host(link.index(), wanted.get())));
        }
    }

    private static boolean isHost(Address address) {
        return address.prefixLength() == address.address().family().maxPrefixLength();
    }

    /// @return whether there was something to do
    private boolean execute(Request request) {
        NetlinkException refusal = kernel.execute(List.of(request)).getFirst();
        if (refusal != null && !Absence.isMeantBy(refusal)) {
            throw refusal;
        }
        return refusal == null;
    }

    /// Deletes every device of ours, whoever made it.
    public static void clear(Netlink netlink) {
        new TunnelDevices(TunnelKernel.of(netlink)).removeOthers(List.of());
    }
}
