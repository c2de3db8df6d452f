/// `gingham bgp run`: the speaker as a daemon of its own, without Kubernetes: a route server, a
/// reflector, a lab's router.
///
/// ```
///   FILE.yaml ──▶ ConfigReader ──▶ DaemonConfig ──┬──▶ BgpSpeaker ──▶ KernelRoutes ──▶ netlink
///   (SIGHUP, or a changed file: read again)        ├──▶ LookingGlass on a unix socket
///                                                  └──▶ metrics over HTTP
/// ```
///
/// One thread ("bgpd") reads the file, reconfigures the speaker, and brings routes into the kernel;
/// a file that can't be used changes nothing, and the log says why. Sessions whose peers have not
/// changed in the file notice nothing.
///
/// How large the heap may become is worked out before the virtual machine starts ([HeapPlan]: what
/// [MachineMemory] has and [HeapNeed] asks for make a [HeapBound]).
///
/// Left out on purpose: what the looking glass asks for changes nothing (no commands); socket and
/// metrics' address are read at the start only.
@NullMarked
package io.gingham.agent.bgpd;

import org.jspecify.annotations.NullMarked;
