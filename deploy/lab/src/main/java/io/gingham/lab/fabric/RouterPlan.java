package io.gingham.lab.fabric;

import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.util.List;

/// What a router of the fabric is to do, whatever program it is.
///
/// @param told its own networks that it announces, by device
/// @param defaults whether it announces the default routes
/// @param bfd whether it watches its peers; then it also logs every route that comes and goes
public record RouterPlan(
        String name,
        Make make,
        AsNumber asNumber,
        IpAddress routerId,
        List<Session> sessions,
        List<String> told,
        boolean defaults,
        boolean bfd) {

    public RouterPlan {
        sessions = List.copyOf(sessions);
        told = List.copyOf(told);
    }

    public enum Make {
        BIRD,
        FRR
    }

    /// A session; it carries the routes of the family of its addresses.
    ///
    /// @param name of the router or node at the other end, and `_6` after it where it is IPv6
    public record Session(String name, IpAddress local, IpAddress remote, AsNumber remoteAs) {

        static Session of(String peer, IpAddress local, IpAddress remote, AsNumber remoteAs) {
            return new Session(peer + (local.isIpv4() ? "" : "_6"), local, remote, remoteAs);
        }
    }
}
