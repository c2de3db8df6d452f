/// Tunnel devices to other nodes, as they are wanted and as the kernel has them.
///
/// ```
///  WantedTunnel: device, its address, who is at the far ends
///       │ put: a device that differs is set right, or made anew; forwarding entries, neighbours
///       ▼                                   (between two looks at the kernel: what has changed)
///  TunnelDevices ─▶ TunnelKernel: netlink
///       ▲ removeOthers: devices, entries and neighbours that nobody wants, once no route needs them
/// ```
///
/// Which routes lead into a tunnel is none of its business. Devices are known by their names; of a
/// device that has such a name and is no tunnel it keeps its hands off.
@NullMarked
package io.gingham.dataplane.overlay;

import org.jspecify.annotations.NullMarked;
