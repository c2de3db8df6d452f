/// The wires of the lab: network namespaces for the nodes, the routers and the outside world, and
/// the links between. A [io.gingham.lab.fabric.Topology] is all of it as a value, without any
/// kernel; [io.gingham.lab.fabric.Fabric] makes it, and a [io.gingham.lab.fabric.FabricRouter] runs
/// what a [io.gingham.lab.fabric.RouterPlan] says on BIRD or FRR.
///
/// One rack (`OneRack`), IPv4:
///
/// ```
///            internet (any address a case needs, on its loopback)
///               │ 100.66.0.0/31
///             tor   BIRD, AS 64999; default route to the internet
///            ╱  │  ╲   100.65.N.0/31 each: N's default route, and its eBGP session
///          n1  n2  n3   AS 64512, pods from 10.244.N.0/24
///            ╲  │  ╱   100.64.0.0/24, N is .1N: node addresses, iBGP mesh, API server
///           the lab's own namespace (bridge, 100.64.0.1)
/// ```
///
/// Two racks (`TwoRacks`), IPv4 and IPv6; the API server is out of band, as above:
///
/// ```
///                          internet
///                             │ 100.66.0.0/31, fd00:66::/127
///                           spine   BIRD, AS 65000; tells the default routes
///          100.66.1.0/31  ╱       ╲  100.66.2.0/31
///          fd00:66:1::/127         fd00:66:2::/127
///     BIRD, AS 65001  tor1         tor2  FRR, AS 65002
///         100.65.11.1  │ ╲         ╱ │  100.65.22.1    fd00:65:22::1
///         fd00:65:11::1│  ╲ 21.1  ╱ 12.1               (rack R on router T: 100.65.RT.0/24,
///                      │   ╲     ╱   │                  fd00:65:RT::/64; node N is .1N)
///                      │    ╲   ╱    │
///                      │     ╲ ╱     │
///                      │      ╳      │
///            eth0 ─────┤     ╱ ╲     ├───── eth0
///                     n1,n2 ╱   ╲ n3,n4      AS 64512
///                       eth1     eth1        pods from 10.244.N.0/24 and fd00:10:244:N::/64
///                     rack r1     rack r2
/// ```
@NullMarked
package io.gingham.lab.fabric;

import org.jspecify.annotations.NullMarked;
