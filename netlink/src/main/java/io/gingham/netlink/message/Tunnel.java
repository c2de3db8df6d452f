package io.gingham.netlink.message;

import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;

/// What a tunnel device is told when it is made.
public sealed interface Tunnel {

    /// Of the packets that carry others.
    IpAddress local();

    /// Ethernet in UDP (RFC 7348). Where a frame goes to, the device's [FdbEntry]s say.
    ///
    /// @param vni the network's number, 1..16777215
    /// @param local source of the packets that carry others; its family is theirs
    /// @param port that others send to, 1..65535
    /// @param learning whether a frame that arrives makes an [FdbEntry]
    record Vxlan(int vni, IpAddress local, int port, boolean learning) implements Tunnel {
        public Vxlan {
            if (vni < 1 || vni > 0xffffff) {
                throw new IllegalArgumentException("VNI " + vni + " is not in 1..16777215");
            }
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("port " + port + " is not in 1..65535");
            }
        }

        @Override
        public String toString() {
            return "vxlan id " + vni + " local " + local + " port " + port;
        }
    }

    /// IPv4 in IPv4 (RFC 2003), to whatever gateway a route names.
    record Ipip(IpAddress local) implements Tunnel {
        public Ipip {
            if (local.family() != IpFamily.IPV4) {
                throw new IllegalArgumentException("IPIP carries nothing over " + local);
            }
        }

        @Override
        public String toString() {
            return "ipip local " + local;
        }
    }
}
