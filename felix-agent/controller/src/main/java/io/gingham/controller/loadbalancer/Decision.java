package io.gingham.controller.loadbalancer;

import io.gingham.value.IpAddress;
import java.util.List;

/// What a service gets.
///
/// @param addresses for its status; empty: none
/// @param reason one word, of its condition
/// @param message why, for people
public record Decision(List<IpAddress> addresses, String reason, String message) {

    static final String ASSIGNED = "Assigned";

    /// The service is ours no longer: what we wrote goes.
    static final Decision RELEASED = new Decision(List.of(), "Released", "");

    public Decision {
        addresses = List.copyOf(addresses);
    }

    static Decision assigned(List<IpAddress> addresses, String message) {
        return new Decision(addresses, ASSIGNED, message);
    }

    static Decision refused(String reason, String message) {
        return new Decision(List.of(), reason, message);
    }

    boolean isAssigned() {
        return reason.equals(ASSIGNED);
    }
}
