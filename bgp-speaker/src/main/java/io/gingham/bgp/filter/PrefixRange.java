package io.gingham.bgp.filter;

import io.gingham.value.IpPrefix;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The prefixes inside a block that have a length of a range; `10.0.0.0/8 ge 16 le 24` is all of
/// 10.0.0.0/8 between /16 and /24.
///
/// @param least shortest length that counts; may be shorter than the block, which then counts
///   itself
/// @param most longest length that counts
public record PrefixRange(IpPrefix block, int least, int most) implements Comparable<PrefixRange> {

    private static final Pattern FORM =
            Pattern.compile("(\\S+?)(\\+)?(?:\\s+ge\\s+(\\d{1,3}))?(?:\\s+le\\s+(\\d{1,3}))?");

    private static final Comparator<PrefixRange> ORDER =
            Comparator.comparing(PrefixRange::block)
                    .thenComparingInt(PrefixRange::least)
                    .thenComparingInt(PrefixRange::most);

    public PrefixRange {
        int longest = block.family().maxPrefixLength();
        if (least < 0 || least > most || most > longest) {
            throw new IllegalArgumentException(
                    "lengths "
                            + least
                            + " to "
                            + most
                            + " of "
                            + block
                            + " are not a range within 0.."
                            + longest);
        }
        if (most < block.length()) {
            throw new IllegalArgumentException(
                    "no prefix inside "
                            + block
                            + " is as short as /"
                            + most
                            + "; expected at least "
                            + block.length());
        }
    }

    /// The block and all in it.
    public static PrefixRange inside(IpPrefix block) {
        return new PrefixRange(block, block.length(), block.family().maxPrefixLength());
    }

    /// Parses `10.0.0.0/8` (that very prefix), `10.0.0.0/8+` (and all in it), `10.0.0.0/8 le 24`,
    /// `10.0.0.0/8 ge 16`, `10.0.0.0/8 ge 16 le 24`.
    public static PrefixRange parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        boolean twice =
                form.matches()
                        && form.group(2) != null
                        && (form.group(3) != null || form.group(4) != null);
        if (!form.matches() || twice) {
            throw new IllegalArgumentException(
                    "'"
                            + text
                            + "' is not a prefix; expected 10.0.0.0/8, 10.0.0.0/8+ or 10.0.0.0/8 ge 16 le 24");
        }
        IpPrefix block = IpPrefix.parse(form.group(1));
        int longest = block.family().maxPrefixLength();
        boolean open = form.group(2) != null || form.group(3) != null;
        int least = form.group(3) == null ? block.length() : Integer.parseInt(form.group(3));
        int most =
                form.group(4) != null
                        ? Integer.parseInt(form.group(4))
                        : open ? longest : block.length();
        return new PrefixRange(block, least, most);
    }

    public boolean matches(IpPrefix prefix) {
        return hasLength(prefix.length()) && block.contains(prefix);
    }

    boolean hasLength(int length) {
        return least <= length && length <= most;
    }

    @Override
    public int compareTo(PrefixRange other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        boolean exact = least == block.length() && most == block.length();
        return exact ? block.toString() : block + " ge " + least + " le " + most;
    }
}
