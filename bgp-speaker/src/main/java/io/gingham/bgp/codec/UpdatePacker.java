package io.gingham.bgp.codec;

import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;

/// Many prefixes to as few updates as can hold them: those with equal attributes share one, up to
/// 4,096 octets.
public final class UpdatePacker {

    /// Header, and the two lengths of an update.
    private static final int FIXED = MessageFraming.HEADER + 4;

    private UpdatePacker() {}

    public static List<Update> withdrawals(List<IpPrefix> prefixes) {
        return fill(prefixes, MessageFraming.MAX_MESSAGE - FIXED).stream()
                .map(Update::withdraw)
                .toList();
    }

    /// @return empty if the attributes alone leave no room for a prefix: such routes can't be
    ///   announced, and what was announced before must be withdrawn (RFC 4271 section 9.2)
    public static List<Update> announcements(
            PathAttributes attributes, List<IpPrefix> prefixes, CodecContext context) {
        int room =
                MessageFraming.MAX_MESSAGE
                        - FIXED
                        - MessageEncoder.attributes(attributes, context).length;
        int widest = prefixes.stream().mapToInt(Wire::octets).max().orElse(0);
        if (room < widest) {
            return List.of();
        }
        return fill(prefixes, room).stream()
                .map(part -> Update.announce(attributes, part))
                .toList();
    }

    private static List<List<IpPrefix>> fill(List<IpPrefix> prefixes, int room) {
        List<List<IpPrefix>> parts = new ArrayList<>();
        int from = 0;
        int used = 0;
        for (int i = 0; i < prefixes.size(); i++) {
            int octets = Wire.octets(prefixes.get(i));
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
