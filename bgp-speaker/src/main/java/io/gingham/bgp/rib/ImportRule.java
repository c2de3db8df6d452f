package io.gingham.bgp.rib;

import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.Optional;

/// Why a well-formed route is not used, whatever the filter says.
enum ImportRule {
    /// RFC 4271 section 9.1.2: it has been here.
    OWN_AS_IN_PATH {
        @Override
        boolean forbids(
                IpPrefix prefix, PathAttributes attributes, RibPeer peer, AsNumber localAs) {
            return attributes.asPath().contains(localAs);
        }
    },
    /// RFC 4271 section 6.3: an external peer puts its own AS first.
    FIRST_AS_IS_NOT_THE_PEERS {
        @Override
        boolean forbids(
                IpPrefix prefix, PathAttributes attributes, RibPeer peer, AsNumber localAs) {
            return peer.external()
                    && !attributes.asPath().firstAs().equals(Optional.of(peer.asNumber()));
        }
    },
    /// RFC 9774 section 3: who made the path can't be told. Also a path of BGPsec only (RFC 8205),
    /// which is not spoken here, and would look like the shortest of all.
    NO_PLAIN_AS_PATH {
        @Override
        boolean forbids(
                IpPrefix prefix, PathAttributes attributes, RibPeer peer, AsNumber localAs) {
            return attributes.asPath().hasSet()
                    || attributes.find(PathAttribute.Path.class).isEmpty();
        }
    },
    /// RFC 4271 section 9.1.2.1: there must be somewhere to send packets to, of the prefix's family
    /// unless RFC 8950 was agreed upon.
    NO_USABLE_NEXT_HOP {
        @Override
        boolean forbids(
                IpPrefix prefix, PathAttributes attributes, RibPeer peer, AsNumber localAs) {
            return attributes
                    .nextHop()
                    .filter(nextHop -> peer.mayBeReachedBy(prefix, nextHop))
                    .isEmpty();
        }
    },
    /// RFC 4271 section 6.3: a next hop must not be the receiver.
    OWN_ADDRESS_AS_NEXT_HOP {
        @Override
        boolean forbids(
                IpPrefix prefix, PathAttributes attributes, RibPeer peer, AsNumber localAs) {
            return attributes
                    .nextHop()
                    .filter(
                            hop ->
                                    hop.equals(peer.localAddress())
                                            || peer.nextHops().containsValue(hop))
                    .isPresent();
        }
    },
    /// RFC 4271 section 6.3, last paragraph: a prefix nobody can route.
    UNROUTABLE_PREFIX {
        @Override
        boolean forbids(
                IpPrefix prefix, PathAttributes attributes, RibPeer peer, AsNumber localAs) {
            IpAddress address = prefix.address();
            boolean linkLocal = address.isLinkLocal() && !address.isIpv4();
            return address.isMulticast()
                    || (prefix.length() >= 8 && address.isLoopback())
                    || linkLocal;
        }
    };

    abstract boolean forbids(
            IpPrefix prefix, PathAttributes attributes, RibPeer peer, AsNumber localAs);
}
