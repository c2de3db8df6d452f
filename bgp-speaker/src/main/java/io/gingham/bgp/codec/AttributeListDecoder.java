package io.gingham.bgp.codec;

import io.gingham.bgp.codec.CodecContext.PeerKind;
import io.gingham.bgp.message.AsPath.SegmentType;
import io.gingham.bgp.message.BgpError;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.Octets;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.MpReach;
import io.gingham.bgp.message.PathAttribute.MpUnreach;
import io.gingham.bgp.message.PathAttribute.NextHop;
import io.gingham.bgp.message.PathAttribute.Origin;
import io.gingham.bgp.message.PathAttribute.Path;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The path attributes of one update: which are good, and what those that aren't do to it (RFC
/// 7606). Used once.
final class AttributeListDecoder {

    private static final int OPTIONAL = 0x80;
    private static final int PARTIAL = 0x20;

    /// RFC 5701: carried on unread, but its length must be right (RFC 7606 section 7).
    private static final int IPV6_COMMUNITIES = 25;

    private static final int IPV6_COMMUNITY = 20;
    private static final int EXTENDED_LENGTH = 0x10;

    /// RFC 8205 section 3.1: stands in the place of AS_PATH. It is not spoken here, so a route that
    /// has nothing else is well-formed, but never used (`rib.ImportRule`).
    private static final int BGPSEC_PATH = 33;

    private final CodecContext context;
    private final KnownNextHops nextHops;
    private final List<PathAttribute> good = new ArrayList<>();
    private final List<AttributeFault> faults = new ArrayList<>();

    /// A bit for each type that was seen.
    private final long[] seen = new long[4];

    /// The whole list, to find an attribute again that turns out to be wrong.
    private ByteBuffer list = ByteBuffer.allocate(0);

    private int listStart;

    private @Nullable PathAttributes merged;

    /// There is an MP_REACH_NLRI of a family that is not read here, with prefixes.
    private boolean foreignReach;

    AttributeListDecoder(CodecContext context, KnownNextHops nextHops) {
        this.context = context;
        this.nextHops = nextHops;
    }

    /// @param announces the update has prefixes outside its attributes
    /// @throws BgpException where the verdict is a reset
    void decode(ByteBuffer in, boolean announces) {
        list = in.slice();
        listStart = in.position();
        boolean readable = true;
        while (readable && in.hasRemaining()) {
            readable = next(in);
        }
        requireMandatory(announces);
    }

    List<AttributeFault> faults() {
        return faults;
    }

    boolean accepted() {
        for (AttributeFault fault : faults) {
            if (fault.verdict() != AttributeVerdict.DISCARD) {
                return false;
            }
        }
        return true;
    }

    /// The first fault that asks for more than to leave an attribute out.
    BgpException worst() {
        return faults.stream()
                .filter(fault -> fault.verdict() != AttributeVerdict.DISCARD)
                .findFirst()
                .map(AttributeFault::cause)
                .orElseThrow();
    }

    /// Whether an attribute announces a prefix, of any family.
    boolean reaches() {
        return foreignReach
                || good(MpReach.class).filter(r -> !r.announced().isEmpty()).isPresent();
    }

    /// What was good, with the true AS path; once all is decoded.
    PathAttributes attributes() {
        PathAttributes known = merged;
        if (known == null) {
            known = As4Merge.merge(PathAttributes.of(good));
            merged = known;
        }
        return known;
    }

    /// What was good, with the routes that were announced in an attribute withdrawn.
    PathAttributes withdrawnAttributes() {
        PathAttributes attributes = attributes();
        if (attributes.find(MpReach.class).isEmpty()) {
            return attributes;
        }
        MpReach reach = attributes.find(MpReach.class).get();
        List<Nlri> gone = new ArrayList<>(reach.announced());
        attributes
                .find(MpUnreach.class)
                .filter(unreach -> unreach.family().equals(reach.family()))
                .ifPresent(unreach -> gone.addAll(unreach.withdrawn()));
        return attributes.without(MpReach.TYPE).with(new MpUnreach(reach.family(), gone));
    }

    /// One attribute.
    ///
    /// @return false if the rest of the list can't be read
    private boolean next(ByteBuffer in) {
        int start = in.position();
        int header = in.remaining() >= 1 && (in.get(start) & EXTENDED_LENGTH) != 0 ? 4 : 3;
        if (in.remaining() < header) {
            return overrun(0, "a path attribute is cut off in its header");
        }
        int flags = in.get() & 0xff;
        int type = in.get() & 0xff;
        int length = header == 4 ? Wire.unsignedShort(in) : in.get() & 0xff;
        if (length > in.remaining()) {
            return overrun(
                    type,
                    "path attribute "
                            + type
                            + " says "
                            + length
                            + " octets, but "
                            + in.remaining()
                            + " are left");
        }
        ByteBuffer value = Wire.take(in, length);
        attribute(flags, type, value, new Extent(start, header + length));
        return true;
    }

    /// Where an attribute stands in the list, with its header.
    private record Extent(int start, int octets) {}

    /// For the data of a NOTIFICATION.
    private Octets whole(Extent extent) {
        return Wire.rest(list.slice(extent.start() - listStart, extent.octets()));
    }

    private boolean overrun(int type, String what) {
        BgpException cause = new BgpException(BgpError.MALFORMED_ATTRIBUTE_LIST, what);
        fault(type, AttributeVerdict.TREAT_AS_WITHDRAW, cause);
        return false;
    }

    private void attribute(int flags, int type, ByteBuffer value, Extent whole) {
        if (!firstOf(type)) {
            repeated(type);
            return;
        }
        boolean foreignFamily =
                (type == MpReach.TYPE || type == MpUnreach.TYPE) && !MpCodec.isPlain(value);
        AttributeCodec<?> codec = AttributeCodecs.find(type).orElse(null);
        if (foreignFamily) {
            foreignReach |= MpCodec.checkForeign(value, type == MpReach.TYPE, context);
        }
        if (codec == null || foreignFamily) {
            unknown(flags, type, value, whole);
        } else if (codec.admission().allows(context)) {
            known(codec, flags, value, whole);
        } else if (codec.admission() == AttributeCodec.Admission.INTERNAL_PEERS) {
            fault(
                    type,
                    AttributeVerdict.DISCARD,
                    new BgpException(
                            BgpError.OPTIONAL_ATTRIBUTE,
                            codec.name() + " from a peer of another AS"));
        }
    }

    private boolean firstOf(int type) {
        long bit = 1L << (type & 63);
        boolean first = (seen[type >>> 6] & bit) == 0;
        seen[type >>> 6] |= bit;
        return first;
    }

    private boolean has(int type) {
        return (seen[type >>> 6] & 1L << (type & 63)) != 0;
    }

    /// The first one counts; two lists of prefixes are an error (RFC 7606 section 3 g).
    private void repeated(int type) {
        BgpException cause =
                new BgpException(
                        BgpError.MALFORMED_ATTRIBUTE_LIST,
                        "path attribute " + type + " stands twice");
        if (type == MpReach.TYPE || type == MpUnreach.TYPE) {
            throw cause;
        }
        fault(type, AttributeVerdict.DISCARD, cause);
    }

    private void known(AttributeCodec<?> codec, int flags, ByteBuffer value, Extent whole) {
        if (!codec.category().matches(flags)) {
            BgpException cause =
                    new BgpException(
                            BgpError.ATTRIBUTE_FLAGS,
                            whole(whole),
                            codec.name() + " has the flags " + Integer.toHexString(flags));
            fault(codec.type(), codec.wrongFlags(), cause);
            return;
        }
        try {
            PathAttribute read = codec.reader().read(value, context);
            good.add(read instanceof NextHop hop ? nextHops.known(hop) : read);
        } catch (BgpException e) {
            fault(codec.type(), codec.malformed(), withData(e, whole(whole)));
        }
    }

    /// RFC 4271 section 6.3: the data of most UPDATE errors is the attribute; of a bad AS path it
    /// is nothing.
    private static BgpException withData(BgpException e, Octets whole) {
        return e.error() == BgpError.MALFORMED_AS_PATH
                ? e
                : new BgpException(e.error(), whole, String.valueOf(e.getMessage()));
    }

    /// An attribute that is not optional must be known. One with the partial bit says that a
    /// speaker passed it on that did not know it, so it was optional and is taken as such.
    private void unknown(int flags, int type, ByteBuffer value, Extent whole) {
        if ((flags & (OPTIONAL | PARTIAL)) == 0) {
            throw new BgpException(
                    BgpError.UNRECOGNIZED_WELL_KNOWN,
                    whole(whole),
                    "path attribute " + type + " is said to be well-known, but is not");
        }
        if (type == IPV6_COMMUNITIES && !isList(value, IPV6_COMMUNITY)) {
            BgpException cause =
                    new BgpException(
                            BgpError.ATTRIBUTE_LENGTH,
                            whole(whole),
                            "IPv6 extended communities of "
                                    + value.remaining()
                                    + " octets, not 20 or a multiple");
            fault(type, AttributeVerdict.TREAT_AS_WITHDRAW, cause);
            return;
        }
        good.add(new PathAttribute.Unknown(type, flags & ~EXTENDED_LENGTH, Wire.rest(value)));
    }

    private static boolean isList(ByteBuffer value, int size) {
        return value.hasRemaining() && value.remaining() % size == 0;
    }

    private void requireMandatory(boolean announces) {
        if (announces || has(MpReach.TYPE) && good(MpReach.class).isPresent()) {
            require(Origin.TYPE);
            if (!has(BGPSEC_PATH)) {
                require(Path.TYPE);
            }
            if (context.peer() == PeerKind.CONFEDERATION) {
                requireConfederation();
            }
        }
        if (announces) {
            require(NextHop.TYPE);
            good(NextHop.class).ifPresent(hop -> requireHost(hop.value()));
        }
        if (context.inSession()) {
            good(MpReach.class)
                    .filter(reach -> !reach.announced().isEmpty())
                    .ifPresent(this::requireHosts);
        }
    }

    private <T extends PathAttribute> Optional<T> good(Class<T> kind) {
        for (PathAttribute each : good) {
            if (kind.isInstance(each)) {
                return Optional.of(kind.cast(each));
            }
        }
        return Optional.empty();
    }

    /// RFC 5065 section 5: a peer of another member AS puts itself first, else the session ends
    /// (RFC 7606 left that as it was).
    private void requireConfederation() {
        boolean begins =
                attributes().asPath().segments().stream()
                        .limit(1)
                        .anyMatch(segment -> segment.type() == SegmentType.CONFED_SEQUENCE);
        if (!begins) {
            throw new BgpException(
                    BgpError.MALFORMED_AS_PATH,
                    "the AS path of a confederation peer does not begin with AS_CONFED_SEQUENCE");
        }
    }

    /// RFC 4271 section 6.3: the next hop of announced prefixes must be a host's address. Without
    /// such prefixes the attribute has no meaning (RFC 4760 section 3).
    private void requireHost(IpAddress nextHop) {
        NextHopCheck.misfit(nextHop, context.loopbackNextHops())
                .ifPresent(
                        why -> invalidNextHop(NextHop.TYPE, "NEXT_HOP " + nextHop + " is " + why));
    }

    /// The same of the next hops in MP_REACH_NLRI, where two are a global and a link-local one (RFC
    /// 2545 section 3).
    private void requireHosts(MpReach reach) {
        NextHopCheck.misfit(reach.nextHops(), context.loopbackNextHops())
                .ifPresent(
                        why -> invalidNextHop(MpReach.TYPE, "a next hop of MP_REACH_NLRI, " + why));
    }

    private void invalidNextHop(int type, String what) {
        BgpException cause = new BgpException(BgpError.INVALID_NEXT_HOP, attribute(type), what);
        fault(type, AttributeVerdict.TREAT_AS_WITHDRAW, cause);
    }

    /// As it stands in the list.
    private Octets attribute(int type) {
        ByteBuffer in = list.duplicate();
        while (in.remaining() >= 3) {
            int start = in.position();
            int header = (in.get(start) & EXTENDED_LENGTH) != 0 ? 4 : 3;
            int length = header == 4 ? in.getShort(start + 2) & 0xffff : in.get(start + 2) & 0xff;
            if ((in.get(start + 1) & 0xff) == type) {
                return Wire.rest(in.slice(start, header + length));
            }
            in.position(Math.min(start + header + length, in.limit()));
        }
        return Octets.EMPTY;
    }

    private void require(int type) {
        if (!has(type)) {
            BgpException cause =
                    new BgpException(
                            BgpError.MISSING_WELL_KNOWN,
                            Octets.of((byte) type),
                            AttributeCodecs.find(type).orElseThrow().name() + " is missing");
            fault(type, AttributeVerdict.TREAT_AS_WITHDRAW, cause);
        }
    }

    private void fault(int type, AttributeVerdict verdict, BgpException cause) {
        if (verdict == AttributeVerdict.RESET) {
            throw cause;
        }
        faults.add(new AttributeFault(type, verdict, cause));
    }
}
