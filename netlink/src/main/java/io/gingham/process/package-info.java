/// Running a program of the host (iptables-restore, ipset, an IPAM plugin) with input, a time limit
/// and bounded output.
@NullMarked
package io.gingham.process;

import org.jspecify.annotations.NullMarked;
