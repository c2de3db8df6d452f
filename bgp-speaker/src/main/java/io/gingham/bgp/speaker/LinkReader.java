package io.gingham.bgp.speaker;

import io.gingham.bgp.rib.LocalLinks;
import io.gingham.value.IpAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This machine's addresses, as they are now.
final class LinkReader {

    private static final Logger log = LoggerFactory.getLogger(LinkReader.class);

    private LinkReader() {}

    /// @return empty if they can't be read now
    static Optional<LocalLinks> read() {
        List<LocalLinks.Address> addresses = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces()
                    .forEach(
                            link ->
                                    link.getInterfaceAddresses()
                                            .forEach(each -> add(link, each, addresses)));
        } catch (SocketException e) {
            log.debug("this machine's addresses can't be read now", e);
            return Optional.empty();
        }
        return Optional.of(new LocalLinks(addresses));
    }

    private static void add(
            NetworkInterface link, InterfaceAddress each, List<LocalLinks.Address> into) {
        IpAddress address = IpAddress.of(each.getAddress());
        int length = each.getNetworkPrefixLength();
        if (length >= 0 && length <= address.family().maxPrefixLength()) {
            into.add(new LocalLinks.Address(link.getName(), address, length));
        }
    }
}
