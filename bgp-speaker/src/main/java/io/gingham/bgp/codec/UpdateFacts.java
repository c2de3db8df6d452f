package io.gingham.bgp.codec;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.BgpException;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.Octets;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.value.AsNumber;
import io.gingham.value.IpFamily;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Facts of an update as it stands on the wire: nothing merged, nothing left out. What can't be
/// read is shown as hex.
final class UpdateFacts {

    private static final int EXTENDED_LENGTH = 0x10;

    private UpdateFacts() {}

    static Map<String, Object> of(Update update, ByteBuffer frame, CodecContext context) {
        Map<String, Object> facts = OpenFacts.header("UPDATE", frame);
        ByteBuffer body = frame.slice();
        body.position(MessageFraming.HEADER);
        boolean addPath = context.in().addPath().contains(AddressFamily.IPV4_UNICAST);
        List<Object> withdrawn = nlri(Wire.take(body, Wire.unsignedShort(body)), addPath);
        Map<String, Object> attributes =
                attributes(Wire.take(body, Wire.unsignedShort(body)), context);
        List<Object> announced = nlri(body, addPath);
        if (!withdrawn.isEmpty()) {
            facts.put("withdrawn", withdrawn);
        }
        if (!attributes.isEmpty()) {
            facts.put("attributes", attributes);
        }
        if (attributes.containsKey("as4_path")) {
            facts.put("as_path_after_as4_merge", update.attributes().asPath().toString());
        }
        if (!announced.isEmpty()) {
            facts.put("nlri", announced);
        }
        update.endOfRib()
                .ifPresent(
                        end -> facts.put("end_of_rib", "afi " + end.afi() + " safi " + end.safi()));
        return facts;
    }

    private static List<Object> nlri(ByteBuffer in, boolean addPath) {
        return nlri(NlriCodec.read(in, IpFamily.IPV4, addPath), addPath);
    }

    static List<Object> nlri(List<Nlri> prefixes, boolean addPath) {
        return prefixes.stream().map(each -> nlri(each, addPath)).toList();
    }

    private static Object nlri(Nlri each, boolean addPath) {
        if (!addPath) {
            return each.prefix().toString();
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("prefix", each.prefix().toString());
        facts.put("path_id", each.pathId());
        return facts;
    }

    /// By name, the first one of each type, as far as the list can be read.
    static Map<String, Object> attributes(ByteBuffer in, CodecContext context) {
        Map<String, Object> facts = new LinkedHashMap<>();
        List<Object> others = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        while (in.remaining() >= 3) {
            int flags = in.get() & 0xff;
            int type = in.get() & 0xff;
            boolean isLong = (flags & EXTENDED_LENGTH) != 0;
            if (isLong && in.remaining() < 2) {
                break;
            }
            int length = isLong ? Wire.unsignedShort(in) : in.get() & 0xff;
            if (length > in.remaining()) {
                break;
            }
            ByteBuffer value = Wire.take(in, length);
            if (seen.add(type) && !known(type, value, context, facts)) {
                others.add(other(type, flags, value));
            }
        }
        if (!others.isEmpty()) {
            facts.put("other_attributes", others);
        }
        return facts;
    }

    /// @return false if it has no facts but its bytes
    private static boolean known(
            int type, ByteBuffer value, CodecContext context, Map<String, Object> facts) {
        if (type == PathAttribute.MpReach.TYPE || type == PathAttribute.MpUnreach.TYPE) {
            return MultiprotocolFacts.add(type, value.duplicate(), context, facts);
        }
        try {
            Optional<PathAttribute> read =
                    AttributeCodecs.find(type)
                            .map(codec -> codec.reader().read(value.duplicate(), context));
            return read.isPresent() && put(read.get(), facts);
        } catch (BgpException e) {
            return false;
        }
    }

    private static boolean put(PathAttribute attribute, Map<String, Object> facts) {
        Map.Entry<String, Object> fact =
                switch (attribute) {
                    case PathAttribute.Origin(var origin) ->
                            Map.entry("origin", origin.name().toLowerCase(Locale.ROOT));
                    case PathAttribute.Path(var path) -> Map.entry("as_path", segments(path));
                    case PathAttribute.NextHop(var hop) -> Map.entry("next_hop", hop.toString());
                    case PathAttribute.Med(long med) -> Map.entry("med", med);
                    case PathAttribute.LocalPref(long pref) -> Map.entry("local_pref", pref);
                    case PathAttribute.AtomicAggregate() -> Map.entry("atomic_aggregate", true);
                    case PathAttribute.Aggregator(var asn, var address) ->
                            Map.entry("aggregator", aggregator(asn, address));
                    case PathAttribute.Communities(var all) ->
                            Map.entry("communities", strings(all));
                    case PathAttribute.OriginatorId(var id) ->
                            Map.entry("originator_id", id.toString());
                    case PathAttribute.ClusterList(var ids) ->
                            Map.entry("cluster_list", strings(ids));
                    case PathAttribute.ExtendedCommunities(var all) ->
                            Map.entry("extended_communities_hex", strings(all));
                    case PathAttribute.LargeCommunities(var all) ->
                            Map.entry("large_communities", strings(all));
                    case PathAttribute.OnlyToCustomer(var asn) ->
                            Map.entry("only_to_customer", asn.value());
                    case PathAttribute.As4Path(var path) -> Map.entry("as4_path", segments(path));
                    case PathAttribute.As4Aggregator(var asn, var address) ->
                            Map.entry("as4_aggregator", aggregator(asn, address));
                    case PathAttribute.Aigp _,
                            PathAttribute.Unknown _,
                            PathAttribute.MpReach _,
                            PathAttribute.MpUnreach _ ->
                            Map.entry("", "");
                };
        if (fact.getKey().isEmpty()) {
            return false;
        }
        facts.put(fact.getKey(), fact.getValue());
        return true;
    }

    private static Map<String, Object> aggregator(AsNumber asn, Object address) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("asn", asn.value());
        facts.put("address", address.toString());
        return facts;
    }

    private static Object other(int type, int flags, ByteBuffer value) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("type", type);
        facts.put("flags", flags);
        facts.put("value_hex", hex(value));
        return facts;
    }

    static String hex(ByteBuffer value) {
        Octets octets = Wire.rest(value.duplicate());
        return octets.toString();
    }

    static List<String> strings(List<?> values) {
        return values.stream().map(Object::toString).toList();
    }

    private static List<Object> segments(AsPath path) {
        return path.segments().stream()
                .<Object>map(
                        segment ->
                                Map.of(
                                        segment.type().name().toLowerCase(Locale.ROOT),
                                        segment.numbers().stream().map(AsNumber::value).toList()))
                .toList();
    }

    /// The value of an AS_PATH by itself.
    static Map<String, Object> path(AsPath path) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("string", path.toString());
        facts.put("string_without_confed", path.withoutConfederation().toString());
        facts.put("path_length", path.length());
        facts.put("confed_hops", path.confederationHops());
        facts.put("all_private", path.allPrivate());
        facts.put("first_as", path.firstAs().map(AsNumber::value).orElse(0L));
        return facts;
    }
}
