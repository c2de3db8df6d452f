package io.gingham.lab.probe;

/// What a probe can send from here. SCTP is absent: the kernels the lab is meant for often have no
/// SCTP sockets.
public enum Protocol {
    TCP,
    UDP
}
