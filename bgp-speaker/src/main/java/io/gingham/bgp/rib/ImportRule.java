package io.gingham.bgp.rib;

import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.Optional;

/// Why well-formed routes are not used, whatever the filter says. All but the last look at what
/// routes of one update share.
enum ImportRule {
    /// RFC 4271 section 9.1.2: it has been here; also under the name that the peer knows us by.
    OWN_AS_IN_PATH("our own AS is in the path") {
        @Override
        boolean forbids(PathAttributes attributes, IpFamily family, Context context) {
            int allowed = context.peer().treatment().allowedOwnAs();
            AsNumber ours = context.settings().localAs();
            Optional<AsNumber> shown =
                    context.peer().localAs().filter(number -> !number.equals(ours));
            if (allowed == 0) {
                return attributes.asPath().contains(ours)
                        || shown.filter(attributes.asPath()::contains).isPresent();
            }
            int times = shown.map(attributes.asPath()::count).orElse(0);
            return times + attributes.asPath().count(ours) > allowed;
        }
    },
    /// RFC 4271 section 6.3: an external peer puts its own AS first; a route server does not (RFC
    /// 7947 section 2.2.2).
    FIRST_AS_IS_NOT_THE_PEERS("the path does not begin with the peer's AS") {
        @Override
        boolean forbids(PathAttributes attributes, IpFamily family, Context context) {
            RibPeer peer = context.peer();
            return peer.external()
                    && !peer.treatment().ourRoleIs(RoleType.ROUTE_SERVER_CLIENT)
                    && !attributes.asPath().beginsWith(peer.asNumber());
        }
    },
    /// RFC 9774 section 3: who made the path can't be told. Also a path of BGPsec only (RFC 8205),
    /// which is not spoken here, and would look like the shortest of all.
    NO_PLAIN_AS_PATH("the path has an AS_SET, or there is none") {
        @Override
        boolean forbids(PathAttributes attributes, IpFamily family, Context context) {
            return attributes.asPath().hasSet()
                    || attributes.find(PathAttribute.Path.class).isEmpty();
        }
    },
    /// RFC 4271 section 9.1.2.1: there must be somewhere to send packets to, of the prefix's family
    /// unless RFC 8950 was agreed upon.
    NO_USABLE_NEXT_HOP("it has no next hop of a usable family") {
        @Override
        boolean forbids(PathAttributes attributes, IpFamily family, Context context) {
            return attributes
                    .nextHop()
                    .filter(hop -> context.peer().mayBeReachedBy(family, hop))
                    .isEmpty();
        }
    },
    /// RFC 2545 section 3: a link-local next hop needs a link, which the sender and we share.
    LINK_LOCAL_FROM_AFAR("its next hop is link-local, and the peer is on no link of ours") {
        @Override
        boolean forbids(PathAttributes attributes, IpFamily family, Context context) {
            return context.peer().link().isEmpty()
                    && attributes.nextHop().filter(LocalLinks::isBoundToLink).isPresent();
        }
    },
    /// RFC 4271 section 6.3: a next hop must not be the receiver, on whatever link.
    OWN_ADDRESS_AS_NEXT_HOP("the next hop is our own address") {
        @Override
        boolean forbids(PathAttributes attributes, IpFamily family, Context context) {
            Optional<IpAddress> hop = attributes.nextHop();
            RibPeer peer = context.peer();
            return hop.isPresent()
                    && (hop.get().equals(peer.localAddress())
                            || peer.nextHops().containsValue(hop.get())
                            || context.settings().links().isOurs(hop.get(), peer.link()));
        }
    },
    /// RFC 4456 section 8: we had it first.
    OWN_ORIGINATOR_ID("we are its originator (ORIGINATOR_ID)") {
        @Override
        boolean forbids(PathAttributes attributes, IpFamily family, Context context) {
            return attributes
                    .find(PathAttribute.OriginatorId.class)
                    .filter(id -> id.value().ipv4Bits() == context.settings().routerId().bits())
                    .isPresent();
        }
    },
    /// RFC 4456 section 8: it went through our cluster.
    OWN_CLUSTER("our cluster is in its CLUSTER_LIST") {
        @Override
        boolean forbids(PathAttributes attributes, IpFamily family, Context context) {
            return attributes
                    .find(PathAttribute.ClusterList.class)
                    .filter(list -> list.values().contains(context.settings().clusterId()))
                    .isPresent();
        }
    },
    /// RFC 9234 section 5: it went down or sideways once, so it must not come up.
    ROUTE_LEAK("it is a route leak (ONLY_TO_CUSTOMER)") {
        @Override
        boolean forbids(PathAttributes attributes, IpFamily family, Context context) {
            PeerTreatment treatment = context.peer().treatment();
            Optional<PathAttribute.OnlyToCustomer> mark =
                    treatment.role().isEmpty()
                            ? Optional.empty()
                            : attributes.find(PathAttribute.OnlyToCustomer.class);
            return mark.isPresent()
                    && (treatment.ourRoleIs(RoleType.PROVIDER, RoleType.ROUTE_SERVER)
                            || (treatment.ourRoleIs(RoleType.PEER)
                                    && !mark.get().asNumber().equals(context.peer().asNumber())));
        }
    };

    /// @param peer who sent it
    record Context(RibPeer peer, RibSettings settings) {}

    private final String reason;

    ImportRule(String reason) {
        this.reason = reason;
    }

    /// For people.
    String reason() {
        return reason;
    }

    /// @param family of the prefixes
    abstract boolean forbids(PathAttributes attributes, IpFamily family, Context context);

    /// RFC 4271 section 6.3, last paragraph: a prefix nobody can route.
    static boolean isUnroutable(IpPrefix prefix) {
        IpAddress address = prefix.address();
        boolean linkLocal = address.isLinkLocal() && !address.isIpv4();
        return address.isMulticast() || (prefix.length() >= 8 && address.isLoopback()) || linkLocal;
    }
}
