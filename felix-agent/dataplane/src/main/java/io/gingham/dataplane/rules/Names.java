package io.gingham.dataplane.rules;

import io.gingham.policy.model.Direction;
import io.gingham.value.IpFamily;

/// What chains and sets are called.
public final class Names {

    static final String FORWARD = "gham-FORWARD";
    static final String INPUT = "gham-INPUT";
    static final String POSTROUTING = "gham-POSTROUTING";
    static final String PASS = "gham-pass";
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

    static String group(Direction direction, String id) {
        return (direction == Direction.EGRESS ? "gham-go-" : "gham-gi-") + id;
    }

    /// One tier of a group that has several.
    ///
    /// @param number from 1 within the group
    static String tier(String group, int number) {
        return Chain.PREFIX + "t" + Digest.of(group + " tier " + number);
    }

    /// The chain that a policy's rules of one direction are in.
    ///
    /// @param id of the program's chain
    public static String policy(Direction direction, String id) {
        return (direction == Direction.EGRESS ? "gham-po-" : "gham-pi-") + id;
    }

    static String allow(Direction direction) {
        return direction == Direction.EGRESS ? "gham-allow-out" : "gham-allow-in";
    }

    /// @param id of a program's set, or a word of ours
    static String set(IpFamily family, String id) {
        return NetSet.NAME_PREFIX + (family == IpFamily.IPV4 ? "4" : "6") + "-" + id;
    }
}
