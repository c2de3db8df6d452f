package io.gingham.agent.address;

import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;

/// Asks the kernel what it would send from. Nothing is sent.
public final class RouteSource {

    /// Any port will do.
    private static final int PORT = 80;

    private RouteSource() {}

    /// @param destination an address, or a name that is looked up: that may take a while
    /// @return empty if the name is unknown, or there is no way
    public static Optional<IpAddress> to(String destination, IpFamily family) {
        try (DatagramSocket socket = new DatagramSocket()) {
            Optional<InetAddress> there =
                    Arrays.stream(InetAddress.getAllByName(destination))
                            .filter(each -> IpAddress.of(each).family() == family)
                            .findFirst();
            if (there.isEmpty()) {
                return Optional.empty();
            }
            socket.connect(new InetSocketAddress(there.get(), PORT));
            IpAddress from = IpAddress.of(socket.getLocalAddress());
            return from.isUnspecified() ? Optional.empty() : Optional.of(from);
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
