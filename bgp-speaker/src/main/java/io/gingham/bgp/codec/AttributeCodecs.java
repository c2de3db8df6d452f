package io.gingham.bgp.codec;

import static io.gingham.bgp.codec.AttributeCodec.Admission.ANY_PEER;
import static io.gingham.bgp.codec.AttributeCodec.Admission.INTERNAL_PEERS;
import static io.gingham.bgp.codec.AttributeCodec.Admission.TWO_OCTET_PEERS;
import static io.gingham.bgp.codec.AttributeCodec.Category.OPTIONAL_NON_TRANSITIVE;
import static io.gingham.bgp.codec.AttributeCodec.Category.OPTIONAL_TRANSITIVE;
import static io.gingham.bgp.codec.AttributeCodec.Category.WELL_KNOWN;
import static io.gingham.bgp.codec.AttributeVerdict.DISCARD;
import static io.gingham.bgp.codec.AttributeVerdict.RESET;
import static io.gingham.bgp.codec.AttributeVerdict.TREAT_AS_WITHDRAW;

import io.gingham.bgp.codec.CodecContext.PeerKind;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.Aggregator;
import io.gingham.bgp.message.PathAttribute.Aigp;
import io.gingham.bgp.message.PathAttribute.As4Aggregator;
import io.gingham.bgp.message.PathAttribute.As4Path;
import io.gingham.bgp.message.PathAttribute.AtomicAggregate;
import io.gingham.bgp.message.PathAttribute.ClusterList;
import io.gingham.bgp.message.PathAttribute.Communities;
import io.gingham.bgp.message.PathAttribute.ExtendedCommunities;
import io.gingham.bgp.message.PathAttribute.LargeCommunities;
import io.gingham.bgp.message.PathAttribute.LocalPref;
import io.gingham.bgp.message.PathAttribute.Med;
import io.gingham.bgp.message.PathAttribute.MpReach;
import io.gingham.bgp.message.PathAttribute.MpUnreach;
import io.gingham.bgp.message.PathAttribute.NextHop;
import io.gingham.bgp.message.PathAttribute.OnlyToCustomer;
import io.gingham.bgp.message.PathAttribute.Origin;
import io.gingham.bgp.message.PathAttribute.OriginType;
import io.gingham.bgp.message.PathAttribute.OriginatorId;
import io.gingham.bgp.message.PathAttribute.Path;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The table of path attributes, one row each. The columns are those of [AttributeCodec]; the
/// verdicts stand in RFC 7606 section 7, for the AS4 attributes in RFC 6793 section 6, for later
/// attributes in their own RFCs.
///
/// Wide: it is the table of all path attributes, and names the type of each.
final class AttributeCodecs {

    static final List<AttributeCodec<?>> ALL =
            List.of(
                    new AttributeCodec<>(
                            Origin.TYPE,
                            "ORIGIN",
                            Origin.class,
                            WELL_KNOWN,
                            TREAT_AS_WITHDRAW,
                            ANY_PEER,
                            (in, _) -> readOrigin(in),
                            (a, _, out) -> out.write(a.value().code())),
                    new AttributeCodec<>(
                            Path.TYPE,
                            "AS_PATH",
                            Path.class,
                            WELL_KNOWN,
                            TREAT_AS_WITHDRAW,
                            ANY_PEER,
                            AttributeCodecs::readAsPath,
                            (a, c, out) -> AsPathCodec.encode(a.value(), c.fourOctetAs(), out)),
                    new AttributeCodec<>(
                            NextHop.TYPE,
                            "NEXT_HOP",
                            NextHop.class,
                            WELL_KNOWN,
                            TREAT_AS_WITHDRAW,
                            ANY_PEER,
                            (in, _) -> readNextHop(in),
                            (a, _, out) -> Wire.write(out, a.value())),
                    new AttributeCodec<>(
                            Med.TYPE,
                            "MULTI_EXIT_DISC",
                            Med.class,
                            OPTIONAL_NON_TRANSITIVE,
                            TREAT_AS_WITHDRAW,
                            ANY_PEER,
                            (in, _) -> new Med(readNumber(in)),
                            (a, _, out) -> Wire.writeInt(out, a.value())),
                    new AttributeCodec<>(
                            LocalPref.TYPE,
                            "LOCAL_PREF",
                            LocalPref.class,
                            WELL_KNOWN,
                            TREAT_AS_WITHDRAW,
                            INTERNAL_PEERS,
                            (in, _) -> new LocalPref(readNumber(in)),
                            (a, _, out) -> Wire.writeInt(out, a.value())),
                    new AttributeCodec<>(
                            AtomicAggregate.TYPE,
                            "ATOMIC_AGGREGATE",
                            AtomicAggregate.class,
                            WELL_KNOWN,
                            DISCARD,
                            ANY_PEER,
                            (in, _) -> readAtomicAggregate(in),
                            (_, _, _) -> {}),
                    new AttributeCodec<>(
                            Aggregator.TYPE,
                            "AGGREGATOR",
                            Aggregator.class,
                            OPTIONAL_TRANSITIVE,
                            DISCARD,
                            ANY_PEER,
                            AttributeCodecs::readAggregator,
                            (a, c, out) -> {
                                Wire.write(out, a.asNumber(), c.fourOctetAs());
                                Wire.write(out, a.address());
                            }),
                    new AttributeCodec<>(
                            Communities.TYPE,
                            "COMMUNITIES",
                            Communities.class,
                            OPTIONAL_TRANSITIVE,
                            TREAT_AS_WITHDRAW,
                            ANY_PEER,
                            (in, _) -> CommunityCodec.readCommunities(in),
                            (a, _, out) -> a.values().forEach(c -> Wire.writeInt(out, c.value()))),
                    new AttributeCodec<>(
                            OriginatorId.TYPE,
                            "ORIGINATOR_ID",
                            OriginatorId.class,
                            OPTIONAL_NON_TRANSITIVE,
                            TREAT_AS_WITHDRAW,
                            INTERNAL_PEERS,
                            (in, _) -> readOriginatorId(in),
                            (a, _, out) -> Wire.write(out, a.value())),
                    new AttributeCodec<>(
                            ClusterList.TYPE,
                            "CLUSTER_LIST",
                            ClusterList.class,
                            OPTIONAL_NON_TRANSITIVE,
                            TREAT_AS_WITHDRAW,
                            INTERNAL_PEERS,
                            (in, _) -> CommunityCodec.readClusters(in),
                            (a, _, out) -> a.values().forEach(id -> Wire.write(out, id))),
                    new AttributeCodec<>(
                            MpReach.TYPE,
                            "MP_REACH_NLRI",
                            MpReach.class,
                            OPTIONAL_NON_TRANSITIVE,
                            RESET,
                            ANY_PEER,
                            MpCodec::readReach,
                            MpCodec::write),
                    new AttributeCodec<>(
                            MpUnreach.TYPE,
                            "MP_UNREACH_NLRI",
                            MpUnreach.class,
                            OPTIONAL_NON_TRANSITIVE,
                            RESET,
                            ANY_PEER,
                            MpCodec::readUnreach,
                            MpCodec::write),
                    new AttributeCodec<>(
                            ExtendedCommunities.TYPE,
                            "EXTENDED_COMMUNITIES",
                            ExtendedCommunities.class,
                            OPTIONAL_TRANSITIVE,
                            TREAT_AS_WITHDRAW,
                            ANY_PEER,
                            (in, _) -> CommunityCodec.readExtended(in),
                            (a, _, out) -> a.values().forEach(c -> CommunityCodec.write(c, out))),
                    new AttributeCodec<>(
                            As4Path.TYPE,
                            "AS4_PATH",
                            As4Path.class,
                            OPTIONAL_TRANSITIVE,
                            DISCARD,
                            TWO_OCTET_PEERS,
                            (in, _) -> new As4Path(AsPathCodec.decode(in, true)),
                            (a, _, out) -> AsPathCodec.encode(a.value(), true, out)),
                    new AttributeCodec<>(
                            As4Aggregator.TYPE,
                            "AS4_AGGREGATOR",
                            As4Aggregator.class,
                            OPTIONAL_TRANSITIVE,
                            DISCARD,
                            TWO_OCTET_PEERS,
                            (in, _) -> readAs4Aggregator(in),
                            (a, _, out) -> {
                                Wire.write(out, a.asNumber(), true);
                                Wire.write(out, a.address());
                            }),
                    new AttributeCodec<>(
                            Aigp.TYPE,
                            "AIGP",
                            Aigp.class,
                            OPTIONAL_NON_TRANSITIVE,
                            DISCARD,
                            ANY_PEER,
                            (in, _) -> readAigp(in),
                            (a, _, out) -> out.writeBytes(a.value().toBytes())),
                    new AttributeCodec<>(
                            LargeCommunities.TYPE,
                            "LARGE_COMMUNITY",
                            LargeCommunities.class,
                            OPTIONAL_TRANSITIVE,
                            TREAT_AS_WITHDRAW,
                            ANY_PEER,
                            (in, _) -> CommunityCodec.readLarge(in),
                            (a, _, out) -> a.values().forEach(c -> CommunityCodec.write(c, out))),
                    new AttributeCodec<>(
                            OnlyToCustomer.TYPE,
                            "ONLY_TO_CUSTOMER",
                            OnlyToCustomer.class,
                            OPTIONAL_TRANSITIVE,
                            TREAT_AS_WITHDRAW,
                            ANY_PEER,
                            (in, _) -> readOnlyToCustomer(in),
                            (a, _, out) -> Wire.write(out, a.asNumber(), true)));

    /// Type numbers have eight bits.
    private static final List<Optional<AttributeCodec<?>>> BY_TYPE = byType();

    private static List<Optional<AttributeCodec<?>>> byType() {
        List<Optional<AttributeCodec<?>>> table =
                new ArrayList<>(Collections.nCopies(256, Optional.empty()));
        ALL.forEach(codec -> table.set(codec.type(), Optional.of(codec)));
        return List.copyOf(table);
    }

    private static final Map<OriginType, Origin> ORIGINS =
            Stream.of(OriginType.values()).collect(Collectors.toMap(o -> o, Origin::new));

    private AttributeCodecs() {}

    static Optional<AttributeCodec<?>> find(int type) {
        return BY_TYPE.get(type);
    }

    /// For one of a known kind.
    static AttributeCodec<?> of(PathAttribute attribute) {
        return find(attribute.type()).orElseThrow();
    }

    private static Origin readOrigin(ByteBuffer in) {
        length("ORIGIN", in, in.remaining() == 1, "1");
        int value = in.get() & 0xff;
        return OriginType.of(value)
                .map(ORIGINS::get)
                .orElseThrow(
                        () ->
                                new BgpException(
                                        BgpError.INVALID_ORIGIN,
                                        "ORIGIN is " + value + ", not 0..2"));
    }

    private static Path readAsPath(ByteBuffer in, CodecContext context) {
        AsPath path = AsPathCodec.decode(in, context.fourOctetAs());
        if (context.peer() == PeerKind.EXTERNAL && path.hasConfederation()) {
            throw new BgpException(
                    BgpError.MALFORMED_AS_PATH,
                    "AS path with confederation segments from a peer outside (RFC 5065)");
        }
        return new Path(path);
    }

    /// Whether it is some host's address is another matter, see [AttributeListDecoder].
    private static NextHop readNextHop(ByteBuffer in) {
        length("NEXT_HOP", in, in.remaining() == 4, "4");
        return new NextHop(IpAddress.ipv4(in.getInt()));
    }

    private static long readNumber(ByteBuffer in) {
        length("the attribute", in, in.remaining() == 4, "4");
        return Wire.unsignedInt(in);
    }

    private static AtomicAggregate readAtomicAggregate(ByteBuffer in) {
        length("ATOMIC_AGGREGATE", in, in.remaining() == 0, "0");
        return new AtomicAggregate();
    }

    private static Aggregator readAggregator(ByteBuffer in, CodecContext context) {
        int expected = context.fourOctetAs() ? 8 : 6;
        length("AGGREGATOR", in, in.remaining() == expected, Integer.toString(expected));
        AsNumber asNumber = someones("AGGREGATOR", Wire.asNumber(in, context.fourOctetAs()));
        return new Aggregator(asNumber, Wire.address(in, IpFamily.IPV4));
    }

    private static As4Aggregator readAs4Aggregator(ByteBuffer in) {
        length("AS4_AGGREGATOR", in, in.remaining() == 8, "8");
        AsNumber asNumber = someones("AS4_AGGREGATOR", Wire.asNumber(in, true));
        return new As4Aggregator(asNumber, Wire.address(in, IpFamily.IPV4));
    }

    private static OriginatorId readOriginatorId(ByteBuffer in) {
        length("ORIGINATOR_ID", in, in.remaining() == 4, "4");
        return new OriginatorId(Wire.address(in, IpFamily.IPV4));
    }

    private static OnlyToCustomer readOnlyToCustomer(ByteBuffer in) {
        length("ONLY_TO_CUSTOMER", in, in.remaining() == 4, "4");
        return new OnlyToCustomer(someones("ONLY_TO_CUSTOMER", Wire.asNumber(in, true)));
    }

    /// RFC 7607 section 2: AS 0 is nobody's, and an attribute that names it malformed.
    private static AsNumber someones(String name, AsNumber number) {
        if (number.value() == 0) {
            throw new BgpException(
                    BgpError.OPTIONAL_ATTRIBUTE,
                    name + " names AS 0, which is nobody's (RFC 7607)");
        }
        return number;
    }

    /// TLVs, of which only type 1 with 11 octets is defined (RFC 7311 section 3).
    private static Aigp readAigp(ByteBuffer in) {
        ByteBuffer tlvs = in.duplicate();
        while (tlvs.hasRemaining()) {
            int left = tlvs.remaining();
            int type = tlvs.get() & 0xff;
            int size = left < 3 ? 0 : Wire.unsignedShort(tlvs);
            if (size < 3 || size > left || (type == 1 && size != 11)) {
                throw new BgpException(
                        BgpError.OPTIONAL_ATTRIBUTE,
                        "AIGP: a TLV of type "
                                + type
                                + " and "
                                + size
                                + " octets, "
                                + left
                                + " left");
            }
            tlvs.position(tlvs.position() + size - 3);
        }
        return new Aigp(Wire.rest(in));
    }

    private static void length(String name, ByteBuffer in, boolean legal, String expected) {
        if (!legal) {
            throw new BgpException(
                    BgpError.ATTRIBUTE_LENGTH,
                    name + " has " + in.remaining() + " octets, not " + expected);
        }
    }
}
