package io.gingham.lab.fabric;

import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A program that does what a [RouterPlan] says. Who holds one need not know which it is.
public interface RoutingDaemon {

    /// What people call it.
    String maker();

    /// Until it can be asked.
    void start();

    /// As an operator would (its sessions end with Cease), until it has gone.
    void stop();

    /// To all its processes, as `STOP`; the kernel goes on to forward.
    void signal(String signal);

    /// Addresses of the peers whose sessions are Established.
    Set<String> established();

    /// The routes of BGP that it uses: prefixes, and all next hops that packets are spread over.
    Map<IpPrefix, Set<IpAddress>> table(IpFamily family);

    /// The next hops of all paths to a prefix that its peers tell, used or not.
    Set<IpAddress> told(IpPrefix prefix);

    /// All it knows of a prefix, in its own words.
    String explain(IpPrefix prefix);

    /// Whom it watches by BFD, in its own words.
    String watched();

    /// Its sessions and routes, in its own words.
    String show();

    /// All it has said since it was first started.
    String log();

    /// The prefixes that it took out of its table, by its log from that many characters on, in that
    /// order; only where the plan says `bfd`.
    List<String> withdrawn(int from);
}
