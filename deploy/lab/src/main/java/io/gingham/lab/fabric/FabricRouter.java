package io.gingham.lab.fabric;

import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A router of the fabric, whatever program it runs.
public final class FabricRouter {

    private final RouterPlan plan;
    private final RoutingDaemon daemon;

    /// @param folder for the configuration, the log and the control socket; its path must be short
    ///   (a socket's limit is 107 bytes)
    public FabricRouter(RouterPlan plan, Path folder) {
        this.plan = plan;
        this.daemon =
                switch (plan.make()) {
                    case BIRD -> new BirdDaemon(plan, folder);
                    case FRR -> new FrrDaemon(plan, folder);
                };
    }

    public String name() {
        return plan.name();
    }

    public RouterPlan plan() {
        return plan;
    }

    public RoutingDaemon daemon() {
        return daemon;
    }

    /// The names of the sessions that are Established.
    public List<String> established() {
        Set<String> addresses = daemon.established();
        return plan.sessions().stream()
                .filter(session -> addresses.contains(session.remote().toString()))
                .map(RouterPlan.Session::name)
                .sorted()
                .toList();
    }

    /// The next hops of a prefix that are used; none if there is no route.
    public Set<IpAddress> nextHops(IpPrefix prefix) {
        return daemon.table(prefix.family()).getOrDefault(prefix, Set.of());
    }

    /// The prefixes of both families that it has a usable route to.
    public Set<IpPrefix> prefixes() {
        Set<IpPrefix> prefixes = new TreeSet<>();
        for (IpFamily family : IpFamily.values()) {
            prefixes.addAll(daemon.table(family).keySet());
        }
        return prefixes;
    }
}
