/// The CNI plugin's server side: a container runtime's request arrives from the launcher over a
/// unix socket and ends as a wired pod, or as an error object of the CNI specification. This
/// package holds the words that its parts and the agent share, and knows none of them; the whole is
/// `server.CniServer`.
///
/// ```
///  launcher ─socket▶ server.Wire ▶ server.Dispatcher ▶ spec.Invocation, spec.NetworkConfig   (pure)
///                                    │
///                                    ├▶ ipam.Ipam              addresses: exec of host-local, static, …
///                                    ├▶ wiring.PodCable         veth, sysctls, addresses, routes by netlink; CableRemoval
///                                    ├▶ store.EndpointStore    one file for each endpoint
///                                    └▶ PolicyGate             waits until the pod's policy is in the kernel
/// ```
///
/// *What is promised.* An ADD that fails leaves nothing behind; one that is killed leaves nothing
/// after DEL. DEL needs neither the API server nor the namespace nor `prevResult`, nor space on the
/// disk, nor an agent, and succeeds any number of times. Requests for different containers run at
/// the same time, on platform threads; those for one container one after the other.
///
/// *What is refused on purpose.* Spec versions before 0.3.0 (code 1); being chained after another
/// plugin that made the interface (`prevResult` on ADD: code 7); a second interface for the same
/// pod (code 7). STATUS and GC are forwarded to the IPAM plugin where it knows them: plugins older
/// than CNI 1.1 refuse the verb, and that refusal counts as "nothing to say". Also refused: an IPAM
/// plugin that is none, and addresses that no pod may have (code 7).
@NullMarked
package io.gingham.cni;

import org.jspecify.annotations.NullMarked;
