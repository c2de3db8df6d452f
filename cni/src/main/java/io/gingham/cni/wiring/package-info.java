/// A pod's cable: a veth pair, the host's end configured as a router's port, the pod's end with its
/// addresses and a default route, and a host route for each address.
///
/// ```
///   pod namespace                         host namespace
///   eth0 10.65.0.2/32                     cali0123456789a  MAC ee:ee:ee:ee:ee:ee, no IPv4 address
///    169.254.1.1 dev eth0 scope link        proxy_arp answers for 169.254.1.1
///    169.254.1.1 lladdr ee:ee:…:ee          (not needed thanks to the pod's fixed neighbour entry)
///    default via 169.254.1.1                10.65.0.2 dev cali0123456789a scope link
///    default via fe80::ecee:eeff:feee:eeee  fe80::ecee:eeff:feee:eeee (its link-local address)
/// ```
///
/// As Calico does it, so that its documentation and tools hold. All of it by netlink and /proc/sys,
/// no process is started. Whatever fails, the veth pair is deleted, and with it go its addresses
/// and routes. Strict reverse-path filtering is on at the host's end (IPv4; IPv6 has no such
/// sysctl, its rules are the dataplane's). Forwarding between other interfaces
/// (`net.ipv4.ip_forward`) is the agent's to switch on, not done here.
@NullMarked
package io.gingham.cni.wiring;

import org.jspecify.annotations.NullMarked;
