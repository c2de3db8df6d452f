package io.gingham.controller.loadbalancer;

import io.gingham.crds.v3.IPPoolSpec;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A range that services get addresses from.
///
/// @param automatic services that ask for nothing get addresses of it (`assignmentMode`)
/// @param open it gives out addresses; else those that are in use stay (`disabled`)
record AddressPool(String name, IpPrefix range, boolean automatic, boolean open) {

    static final String USE = "LoadBalancer";

    /// Those of the pools that are for services, in the order of their names; what can't be
    /// understood is left out, and reported by the agents.
    static List<AddressPool> of(Map<String, IPPoolSpec> pools) {
        List<AddressPool> found = new ArrayList<>();
        new TreeMap<>(pools).forEach((name, spec) -> pool(name, spec).ifPresent(found::add));
        return found;
    }

    private static Optional<AddressPool> pool(String name, IPPoolSpec spec) {
        if (!spec.allows(USE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new AddressPool(
                            name,
                            IpPrefix.parseLenient(spec.cidr()),
                            !"Manual".equals(spec.assignmentMode()),
                            !Boolean.TRUE.equals(spec.disabled())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean contains(IpAddress address) {
        return range.contains(address);
    }

    /// By its name, or as Calico lets one write it, its range.
    boolean isCalled(String text) {
        return name.equals(text) || range.toString().equals(text);
    }
}
