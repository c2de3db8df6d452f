package io.gingham.bfd;

import io.gingham.bfd.PacketReader.Flaw;
import io.gingham.bfd.PacketReader.Reading;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whose packet it is (RFC 5880 section 6.8.6): by our discriminator, or, as long as the peer does
/// not know it, by where it came from. One thread.
final class SessionTable {

    /// How a packet without our discriminator is known.
    ///
    /// @param interfaceName for link-local addresses only
    record Origin(IpAddress peer, Optional<String> interfaceName, boolean multihop) {

        static Origin of(BfdTarget target, boolean multihop) {
            return new Origin(
                    target.peer(),
                    isOnLink(target.peer()) ? target.interfaceName() : Optional.empty(),
                    multihop);
        }

        static boolean isOnLink(IpAddress address) {
            return !address.isIpv4() && address.isLinkLocal();
        }
    }

    private final Map<Integer, SessionDriver> byDiscriminator = new HashMap<>();
    private final Map<Origin, SessionDriver> byOrigin = new HashMap<>();

    boolean isFree(int discriminator) {
        return discriminator != 0 && !byDiscriminator.containsKey(discriminator);
    }

    boolean isWatched(Origin origin) {
        return byOrigin.containsKey(origin);
    }

    void add(Origin origin, SessionDriver driver) {
        byOrigin.put(origin, driver);
        byDiscriminator.put(driver.session().localDiscriminator(), driver);
    }

    /// The peer may have a new session with us; the old one still gets what carries its
    /// discriminator.
    void retire(Origin origin, SessionDriver driver) {
        byOrigin.remove(origin, driver);
    }

    void remove(SessionDriver driver) {
        byDiscriminator.remove(driver.session().localDiscriminator());
    }

    Collection<SessionDriver> all() {
        return new ArrayList<>(byDiscriminator.values());
    }

    List<BfdStatus> status() {
        return byOrigin.values().stream().map(SessionDriver::status).toList();
    }

    /// The checks that need a session, in the order of the RFC, and what follows from the packet.
    ///
    /// @return why it was discarded; empty if it was not
    Optional<Flaw> deliver(Reading.Sound reading, Origin origin) {
        ControlPacket packet = reading.packet();
        SessionDriver driver;
        if (packet.yourDiscriminator() != 0) {
            driver = byDiscriminator.get(packet.yourDiscriminator());
            // Several hops' port is open to all: it must not lead to a session that is safe by its
            // TTL.
            if (driver == null || driver.session().config().multihop() != origin.multihop()) {
                return Optional.of(Flaw.NO_SUCH_SESSION);
            }
        } else {
            if (packet.state() != BfdState.DOWN && packet.state() != BfdState.ADMIN_DOWN) {
                return Optional.of(Flaw.NO_DISCRIMINATOR_IN_STATE);
            }
            driver = byOrigin.get(origin);
            if (driver == null) {
                return Optional.of(Flaw.NO_SESSION_WITH_PEER);
            }
        }
        if (reading.authenticated()) {
            return Optional.of(Flaw.AUTHENTICATION_NOT_IN_USE);
        }
        driver.received(packet);
        return Optional.empty();
    }
}
