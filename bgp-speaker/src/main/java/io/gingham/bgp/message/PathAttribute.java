package io.gingham.bgp.message;

import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import java.util.List;
import java.util.Optional;

/// A property of a route, as it stands in an UPDATE (RFC 4271 section 5). `type` is IANA's number.
///
/// Adding one: a record here, a row in `AttributeCodecs`, its test vector, a line in
/// docs/spec-coverage.md.
public sealed interface PathAttribute {

    int type();

    /// Where the route was born; the order is the decision process's preference.
    enum OriginType {
        IGP(0),
        EGP(1),
        INCOMPLETE(2);

        private final int code;

        OriginType(int code) {
            this.code = code;
        }

        /// On the wire.
        public int code() {
            return code;
        }

        public static Optional<OriginType> of(int code) {
            return code >= 0 && code <= 2 ? Optional.of(values()[code]) : Optional.empty();
        }
    }

    record Origin(OriginType value) implements PathAttribute {
        public static final int TYPE = 1;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record Path(AsPath value) implements PathAttribute {
        public static final int TYPE = 2;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /// IPv4 on the wire; a route of another family bears its next hop here too once it is in a RIB.
    record NextHop(IpAddress value) implements PathAttribute {
        public static final int TYPE = 3;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /// MULTI_EXIT_DISC, 0..4294967295, lower is better.
    record Med(long value) implements PathAttribute {
        public static final int TYPE = 4;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /// 0..4294967295, higher is better; inside an AS only.
    record LocalPref(long value) implements PathAttribute {
        public static final int TYPE = 5;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record AtomicAggregate() implements PathAttribute {
        public static final int TYPE = 6;

        @Override
        public int type() {
            return TYPE;
        }
    }

    record Aggregator(AsNumber asNumber, IpAddress address) implements PathAttribute {
        public static final int TYPE = 7;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /// RFC 1997.
    record Communities(List<Community> values) implements PathAttribute {
        public static final int TYPE = 8;

        public Communities {
            values = CommunityList.copyOf(values);
        }

        @Override
        public int type() {
            return TYPE;
        }
    }

    /// RFC 4456 section 8: the router ID of the one in this AS that first had the route.
    record OriginatorId(IpAddress value) implements PathAttribute {
        public static final int TYPE = 9;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /// RFC 4456 section 8: the clusters of reflectors it went through, the last one first.
    record ClusterList(List<IpAddress> values) implements PathAttribute {
        public static final int TYPE = 10;

        public ClusterList {
            values = List.copyOf(values);
        }

        @Override
        public int type() {
            return TYPE;
        }
    }

    /// RFC 4360.
    record ExtendedCommunities(List<ExtendedCommunity> values) implements PathAttribute {
        public static final int TYPE = 16;

        public ExtendedCommunities {
            values = List.copyOf(values);
        }

        @Override
        public int type() {
            return TYPE;
        }
    }

    /// The accumulated cost of RFC 7311, as it came. It is checked, and not used: the RFC wants it
    /// ignored where nobody configured it.
    record Aigp(Octets value) implements PathAttribute {
        public static final int TYPE = 26;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /// RFC 8092.
    record LargeCommunities(List<LargeCommunity> values) implements PathAttribute {
        public static final int TYPE = 32;

        public LargeCommunities {
            values = List.copyOf(values);
        }

        @Override
        public int type() {
            return TYPE;
        }
    }

    /// RFC 9234 section 5: the route went down to a customer or sideways once, at that AS, and may
    /// go down only from there.
    record OnlyToCustomer(AsNumber asNumber) implements PathAttribute {
        public static final int TYPE = 35;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /// RFC 4760 section 3, for families of plain prefixes. Of two next hops the second is the
    /// link-local one.
    record MpReach(AddressFamily family, List<IpAddress> nextHops, List<Nlri> announced)
            implements PathAttribute {
        public static final int TYPE = 14;

        public MpReach {
            nextHops = List.copyOf(nextHops);
            announced = List.copyOf(announced);
        }

        @Override
        public int type() {
            return TYPE;
        }
    }

    /// RFC 4760 section 4, for families of plain prefixes.
    record MpUnreach(AddressFamily family, List<Nlri> withdrawn) implements PathAttribute {
        public static final int TYPE = 15;

        public MpUnreach {
            withdrawn = List.copyOf(withdrawn);
        }

        @Override
        public int type() {
            return TYPE;
        }
    }

    /// RFC 6793: the real path, past a speaker that knows 2-octet numbers only. Lives on the wire
    /// only.
    record As4Path(AsPath value) implements PathAttribute {
        public static final int TYPE = 17;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /// RFC 6793. Lives on the wire only.
    record As4Aggregator(AsNumber asNumber, IpAddress address) implements PathAttribute {
        public static final int TYPE = 18;

        @Override
        public int type() {
            return TYPE;
        }
    }

    /// An optional attribute this speaker does not know; carried on if it is transitive, then
    /// marked partial (RFC 4271 section 5).
    ///
    /// @param flags the octet as it came, bit 0x40 is transitive, 0x20 partial
    record Unknown(int type, int flags, Octets value) implements PathAttribute {
        public boolean isTransitive() {
            return (flags & 0x40) != 0;
        }
    }
}
