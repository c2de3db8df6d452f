package io.gingham.bgp.message;

import io.gingham.value.AsNumber;
import java.util.List;
import java.util.Optional;

/// What a speaker says it can do, in its OPEN (RFC 5492). `code` is IANA's number.
public sealed interface Capability {

    int code();

    /// RFC 4760 section 8: prefixes of that family are understood.
    record Multiprotocol(AddressFamily family) implements Capability {
        public static final int CODE = 1;

        @Override
        public int code() {
            return CODE;
        }
    }

    /// RFC 2918: a ROUTE-REFRESH is answered.
    record RouteRefresh() implements Capability {
        public static final int CODE = 2;

        @Override
        public int code() {
            return CODE;
        }
    }

    /// RFC 4724 section 3. No families: the speaker only sends End-of-RIB and helps others.
    ///
    /// @param restarting the R bit: don't wait for my End-of-RIB before sending yours
    /// @param notification the N bit of RFC 8538
    /// @param restartSeconds how long the peer is to keep routes until the session is back, 0..4095
    record GracefulRestart(
            boolean restarting,
            boolean notification,
            int restartSeconds,
            List<PreservedFamily> families)
            implements Capability {
        public static final int CODE = 64;

        public GracefulRestart {
            if (restartSeconds < 0 || restartSeconds > 4095) {
                throw new IllegalArgumentException(
                        "restart time " + restartSeconds + " s is not in 0..4095 (RFC 4724)");
            }
            families = List.copyOf(families);
        }

        /// Routes of the family are kept while the speaker is away.
        public boolean covers(AddressFamily family) {
            return families.stream().anyMatch(f -> f.family().equals(family));
        }

        /// The F bit: the speaker still forwards by the family's routes it had before.
        public boolean forwards(AddressFamily family) {
            return families.stream()
                    .anyMatch(f -> f.family().equals(family) && f.forwardingPreserved());
        }

        @Override
        public int code() {
            return CODE;
        }
    }

    record PreservedFamily(AddressFamily family, boolean forwardingPreserved) {}

    /// RFC 6793: AS numbers have four octets in the attributes of this session.
    record FourOctetAs(AsNumber asNumber) implements Capability {
        public static final int CODE = 65;

        @Override
        public int code() {
            return CODE;
        }
    }

    /// RFC 8950: routes of the first family may have next hops of the second.
    record ExtendedNextHop(List<NextHopFamily> families) implements Capability {
        public static final int CODE = 5;

        public ExtendedNextHop {
            families = List.copyOf(families);
        }

        /// IPv4 routes over IPv6 next hops.
        public static ExtendedNextHop ipv4OverIpv6() {
            return new ExtendedNextHop(List.of(NextHopFamily.IPV4_OVER_IPV6));
        }

        @Override
        public int code() {
            return CODE;
        }
    }

    /// @param nextHopAfi IANA's number of the next hops' address family
    record NextHopFamily(AddressFamily family, int nextHopAfi) {
        public static final NextHopFamily IPV4_OVER_IPV6 =
                new NextHopFamily(AddressFamily.IPV4_UNICAST, 2);

        public NextHopFamily {
            requireAfi(nextHopAfi);
        }

        private static void requireAfi(int afi) {
            if (afi < 0 || afi > 0xffff) {
                throw new IllegalArgumentException("no AFI: " + afi);
            }
        }
    }

    /// RFC 8654: messages of up to 65,535 octets are understood.
    record ExtendedMessage() implements Capability {
        public static final int CODE = 6;

        @Override
        public int code() {
            return CODE;
        }
    }

    /// RFC 9234: what the speaker is to its peer.
    record Role(RoleType value) implements Capability {
        public static final int CODE = 9;

        @Override
        public int code() {
            return CODE;
        }
    }

    /// RFC 9234 section 4.1, in the order of the wire numbers 0..4.
    enum RoleType {
        PROVIDER,
        ROUTE_SERVER,
        ROUTE_SERVER_CLIENT,
        CUSTOMER,
        PEER;

        public int wireNumber() {
            return ordinal();
        }

        /// Empty for a number that no RFC assigned.
        public static Optional<RoleType> of(int number) {
            return number >= 0 && number < values().length
                    ? Optional.of(values()[number])
                    : Optional.empty();
        }

        /// What the peer must be (RFC 9234 section 4.2).
        public RoleType counterpart() {
            return switch (this) {
                case PROVIDER -> CUSTOMER;
                case CUSTOMER -> PROVIDER;
                case ROUTE_SERVER -> ROUTE_SERVER_CLIENT;
                case ROUTE_SERVER_CLIENT -> ROUTE_SERVER;
                case PEER -> PEER;
            };
        }
    }

    /// RFC 7911 section 4.
    record AddPath(List<AddPathFamily> families) implements Capability {
        public static final int CODE = 69;

        public AddPath {
            families = List.copyOf(families);
        }

        @Override
        public int code() {
            return CODE;
        }
    }

    /// @param mode bit 1: the speaker can receive several paths, bit 2: it can send them; others
    ///   are to be ignored
    record AddPathFamily(AddressFamily family, int mode) {
        public static final int RECEIVE = 1;
        public static final int SEND = 2;
        public static final int BOTH = 3;

        public AddPathFamily {
            if (mode < 0 || mode > 0xff) {
                throw new IllegalArgumentException("add-path mode " + mode + " is no octet");
            }
        }

        public boolean receives() {
            return mode == RECEIVE || mode == BOTH;
        }

        public boolean sends() {
            return mode == SEND || mode == BOTH;
        }
    }

    /// RFC 7313: an answer to a ROUTE-REFRESH stands between two markers.
    record EnhancedRouteRefresh() implements Capability {
        public static final int CODE = 70;

        @Override
        public int code() {
            return CODE;
        }
    }

    /// RFC 9494 section 3.
    record LongLivedGracefulRestart(List<LongLivedFamily> families) implements Capability {
        public static final int CODE = 71;

        public LongLivedGracefulRestart {
            families = List.copyOf(families);
        }

        @Override
        public int code() {
            return CODE;
        }
    }

    /// @param forwardingPreserved the F bit
    /// @param staleSeconds how long routes are kept after the restart time, 0..16777215
    record LongLivedFamily(AddressFamily family, boolean forwardingPreserved, int staleSeconds) {
        public LongLivedFamily {
            if (staleSeconds < 0 || staleSeconds > 0xff_ffff) {
                throw new IllegalArgumentException(
                        "stale time " + staleSeconds + " s is not in 0..16777215 (RFC 9494)");
            }
        }
    }

    /// One that this speaker does not know and ignores.
    record Unknown(int code, Octets value) implements Capability {}
}
