/// The wires of the lab: network namespaces for the nodes, the top-of-rack router and the outside
/// world, and the links between.
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
@NullMarked
package io.gingham.lab.fabric;

import org.jspecify.annotations.NullMarked;
