package io.gingham.agent.export;

import io.gingham.bgp.speaker.PeerDiscovery;
import io.gingham.bgp.speaker.SpeakerException;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.router.RouterLink;
import io.gingham.value.IpAddress;
import java.util.function.Consumer;

/// The router at the other end of a link, by its advertisements (RFC 4861); ours are sent there
/// too, so that it finds us. Watching begins in the network namespace of the thread that asks.
public final class RouterDiscovery implements PeerDiscovery {

    @Override
    public Runnable watch(String interfaceName, Consumer<IpAddress> found) {
        try {
            return RouterLink.start(interfaceName, found)::close;
        } catch (NetlinkException e) {
            throw new SpeakerException(
                    SpeakerException.Reason.CANNOT_DISCOVER, String.valueOf(e.getMessage()));
        }
    }
}
