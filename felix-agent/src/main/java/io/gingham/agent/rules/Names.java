package io.gingham.agent.rules;

import io.gingham.policy.model.Direction;
import io.gingham.value.IpFamily;

/// What chains and sets are called.
final class Names {

    static final String FORWARD = "gham-FORWARD";
    static final String INPUT = "gham-INPUT";
    static final String POSTROUTING = "gham-POSTROUTING";
    static final String WORKLOAD_TO_HOST = "gham-wl-to-host";

    private Names() {}

    static String dispatch(Direction direction) {
        return direction == Direction.EGRESS ? "gham-from-wl" : "gham-to-wl";
    }

    static String endpoint(Direction direction, String interfaceName) {
        return (direction == Direction.EGRESS ? "gham-fw-" : "gham-tw-") + interfaceName;
    }

    /// The pod's own addresses, where there are several.
    static String sources(String interfaceName) {
        return "gham-sa-" + interfaceName;
    }

    static String profile(Direction direction, String id) {
        return (direction == Direction.EGRESS ? "gham-pro-" : "gham-pri-") + id;
    }

    static String policy(Direction direction, String id) {
        return (direction == Direction.EGRESS ? "gham-po-" : "gham-pi-") + id;
    }

    static String allow(Direction direction) {
        return direction == Direction.EGRESS ? "gham-allow-out" : "gham-allow-in";
    }

    static String set(IpFamily family, KernelSet.Type type, String id) {
        String kind =
                switch (type) {
                    case ADDRESSES -> "a";
                    case ADDRESS_PORTS -> "p";
                    case NETS -> "n";
                };
        return KernelSet.NAME_PREFIX + (family == IpFamily.IPV4 ? "4" : "6") + kind + "-" + id;
    }
}
