/// Addresses for services of type LoadBalancer, from IPPools that allow it: Calico's annotations
/// and classes.
///
/// ```
///   Service ─▶ Wish ┐
///   IPPool ─▶ AddressPool ├─▶ AddressPlan (pure: who gets which address, and why not) ─▶ Decision ─▶ status
///   Node addresses ─┘
/// ```
///
/// The statuses of the services are the record of what is given out: nothing else is kept, so there
/// is nothing that can disagree with them.
@NullMarked
package io.gingham.controller.loadbalancer;

import org.jspecify.annotations.NullMarked;
