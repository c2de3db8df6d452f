package io.gingham.bgp.codec;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.MpReach;
import io.gingham.bgp.message.PathAttribute.MpUnreach;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Many prefixes to as few updates as can hold them: those with equal attributes share one, up to
/// the longest message the peer understands.
///
/// IPv4 with an IPv4 next hop stands in the update itself, everything else in MP_REACH_NLRI and
/// MP_UNREACH_NLRI (RFC 4760, RFC 8950).
public final class UpdatePacker {

    /// Header, and the two lengths of an update.
    private static final int FIXED = MessageFraming.HEADER + 4;

    private UpdatePacker() {}

    /// @param prefixes all of that family
    public static List<Update> withdrawals(
            AddressFamily family, List<Nlri> prefixes, CodecContext context) {
        if (family.equals(AddressFamily.IPV4_UNICAST)) {
            return fill(family, prefixes, context.out().maxMessage() - FIXED, context).stream()
                    .map(part -> new Update(part, PathAttributes.EMPTY, List.of()))
                    .toList();
        }
        int room = room(PathAttributes.of(new MpUnreach(family, List.of())), context);
        return fill(family, prefixes, room, context).stream()
                .map(part -> PathAttributes.of(new MpUnreach(family, part)))
                .map(attributes -> new Update(List.of(), attributes, List.of()))
                .toList();
    }

    /// @param attributes with the next hop as NEXT_HOP, whatever its family
    /// @param prefixes all of that family
    /// @return empty if the attributes alone leave no room for a prefix: such routes can't be
    ///   announced, and what was announced before must be withdrawn (RFC 4271 section 9.2)
    public static List<Update> announcements(
            AddressFamily family,
            PathAttributes attributes,
            List<Nlri> prefixes,
            CodecContext context) {
        boolean addPath = context.out().addPath().contains(family);
        Optional<MpReach> empty = multiprotocol(family, attributes);
        PathAttributes said = said(attributes, empty);
        int room = room(said, context);
        int widest = prefixes.stream().mapToInt(p -> NlriCodec.octets(p, addPath)).max().orElse(0);
        if (room < widest) {
            return List.of();
        }
        return fill(family, prefixes, room, context).stream()
                .map(
                        part ->
                                empty.map(reach -> announce(said, reach, part))
                                        .orElseGet(() -> new Update(List.of(), said, part)))
                .toList();
    }

    private static Update announce(PathAttributes attributes, MpReach empty, List<Nlri> part) {
        MpReach reach = new MpReach(empty.family(), empty.nextHops(), part);
        return new Update(List.of(), attributes.with(reach), List.of());
    }

    /// Empty if the prefixes may stand in the update itself.
    private static Optional<MpReach> multiprotocol(
            AddressFamily family, PathAttributes attributes) {
        Optional<IpAddress> nextHop = attributes.nextHop();
        boolean plain =
                family.equals(AddressFamily.IPV4_UNICAST)
                        && nextHop.filter(hop -> !hop.isIpv4()).isEmpty();
        return plain
                ? Optional.empty()
                : Optional.of(new MpReach(family, nextHop.stream().toList(), List.of()));
    }

    private static PathAttributes said(PathAttributes attributes, Optional<MpReach> reach) {
        return reach.map(each -> attributes.without(PathAttribute.NextHop.TYPE).with(each))
                .orElse(attributes);
    }

    /// For prefixes, in octets. An attribute that grows over 255 octets has one more of length.
    private static int room(PathAttributes attributes, CodecContext context) {
        return context.out().maxMessage()
                - FIXED
                - 1
                - MessageEncoder.attributes(attributes, context).length;
    }

    private static List<List<Nlri>> fill(
            AddressFamily family, List<Nlri> prefixes, int room, CodecContext context) {
        boolean addPath = context.out().addPath().contains(family);
        List<List<Nlri>> parts = new ArrayList<>();
        int from = 0;
        int used = 0;
        for (int i = 0; i < prefixes.size(); i++) {
            int octets = NlriCodec.octets(prefixes.get(i), addPath);
            if (used + octets > room) {
                parts.add(prefixes.subList(from, i));
                from = i;
                used = 0;
            }
            used += octets;
        }
        if (from < prefixes.size()) {
            parts.add(prefixes.subList(from, prefixes.size()));
        }
        return parts;
    }
}
