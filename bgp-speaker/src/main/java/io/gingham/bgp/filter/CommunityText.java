package io.gingham.bgp.filter;

import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.ExtendedCommunity;
import io.gingham.bgp.message.LargeCommunity;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How operators write communities: `65000:100`, `65000:1:2` (large), `rt:65000:100` and
/// `ro:65000:100` (extended: route target and route origin), `ext:` and sixteen hex digits, and the
/// names of the well-known ones, as `no-export`. In a pattern a part may be `*`.
final class CommunityText {

    private static final Map<String, Community> NAMES =
            Map.of(
                    "graceful-shutdown", Community.GRACEFUL_SHUTDOWN,
                    "llgr-stale", Community.LLGR_STALE,
                    "no-llgr", Community.NO_LLGR,
                    "blackhole", Community.BLACKHOLE,
                    "no-export", Community.NO_EXPORT,
                    "no-advertise", Community.NO_ADVERTISE,
                    "no-export-subconfed", Community.NO_EXPORT_SUBCONFED);

    private static final String FORMS =
            "expected 65000:100, 65000:1:2 (large), rt:65000:100 or ro:65000:100 (extended), ext: and 16 hex"
                    + " digits, or a name as no-export";

    private static final long TWO_OCTETS = 0xffff;
    private static final long FOUR_OCTETS = 0xffff_ffffL;

    private CommunityText() {}

    static RouteCommunities value(String text) {
        if (text.contains("*")) {
            throw refused(text, "a value can't have * in it");
        }
        return switch (pattern(text)) {
            case CommunityPattern.Standard(int mask, int value) ->
                    new RouteCommunities(List.of(new Community(value)), List.of(), List.of());
            case CommunityPattern.Extended(long mask, long value) ->
                    new RouteCommunities(
                            List.of(), List.of(new ExtendedCommunity(value)), List.of());
            case CommunityPattern.Large(LargeCommunity mask, LargeCommunity value) ->
                    new RouteCommunities(List.of(), List.of(), List.of(value));
        };
    }

    static CommunityPattern pattern(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        Community known = NAMES.get(word);
        if (known != null) {
            return new CommunityPattern.Standard(-1, known.value());
        }
        String[] parts = word.split(":", -1);
        if (parts[0].equals("ext") && parts.length == 2) {
            return raw(parts[1], text);
        }
        if (parts[0].equals("rt") || parts[0].equals("ro")) {
            return extended(parts, text);
        }
        return switch (parts.length) {
            case 2 ->
                    new CommunityPattern.Standard(
                            (int) (mask(parts[0], TWO_OCTETS) << 16 | mask(parts[1], TWO_OCTETS)),
                            (int)
                                    (number(parts[0], TWO_OCTETS, text) << 16
                                            | number(parts[1], TWO_OCTETS, text)));
            case 3 ->
                    new CommunityPattern.Large(
                            new LargeCommunity(
                                    (int) mask(parts[0], FOUR_OCTETS),
                                    (int) mask(parts[1], FOUR_OCTETS),
                                    (int) mask(parts[2], FOUR_OCTETS)),
                            new LargeCommunity(
                                    (int) number(parts[0], FOUR_OCTETS, text),
                                    (int) number(parts[1], FOUR_OCTETS, text),
                                    (int) number(parts[2], FOUR_OCTETS, text)));
            default -> throw refused(text, FORMS);
        };
    }

    /// RFC 4360 section 3.1 for an AS number of two octets, RFC 5668 for one of four.
    private static CommunityPattern extended(String[] parts, String text) {
        if (parts.length != 3) {
            throw refused(text, FORMS);
        }
        long type = parts[0].equals("rt") ? 0x02 : 0x03;
        if (parts[1].equals("*")) {
            throw refused(text, "the AS number of an extended community can't be *");
        }
        long asNumber = number(parts[1], FOUR_OCTETS, text);
        boolean wide = asNumber > TWO_OCTETS;
        long local = wide ? TWO_OCTETS : FOUR_OCTETS;
        long head = (wide ? 0x02L : 0x00L) << 56 | type << 48;
        long value = head | asNumber << (wide ? 16 : 32) | number(parts[2], local, text);
        return new CommunityPattern.Extended(~local | mask(parts[2], local), value);
    }

    private static CommunityPattern raw(String digits, String text) {
        if (!digits.matches("[0-9a-f]{16}")) {
            throw refused(text, FORMS);
        }
        return new CommunityPattern.Extended(-1L, Long.parseUnsignedLong(digits, 16));
    }

    private static long mask(String part, long most) {
        return part.equals("*") ? 0 : most;
    }

    private static long number(String part, long most, String text) {
        if (part.equals("*")) {
            return 0;
        }
        if (!part.matches("[0-9]{1,10}")) {
            throw refused(text, FORMS);
        }
        long value = Long.parseLong(part);
        if (value > most) {
            throw refused(text, part + " is more than " + most);
        }
        return value;
    }

    private static IllegalArgumentException refused(String text, String why) {
        return new IllegalArgumentException("'" + text + "' is not a community: " + why);
    }
}
