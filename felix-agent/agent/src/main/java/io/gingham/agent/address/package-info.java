/// Which address of this machine is the node's, where its InternalIP is not the right one.
///
/// ```
///   IP_AUTODETECTION_METHOD ─▶ AddressMethod ─┐
///   links, addresses, a look at the routes ───┴▶ AddressChoice ─▶ NodeAddressPart ─▶ the Node's annotation
/// ```
///
/// The annotation is what everybody goes by, this node too: so all nodes know the same address.
@NullMarked
package io.gingham.agent.address;

import org.jspecify.annotations.NullMarked;
