package io.gingham.value;

/// Text forms of addresses: dotted quad, and RFC 4291 section 2.2 in, RFC 5952 section 4 out.
final class IpText {

    private IpText() {}

    static IpAddress parseAddress(String text) {
        return text.indexOf(':') >= 0 ? parseIpv6(text) : IpAddress.ipv4(parseIpv4(text, text));
    }

    private static int parseIpv4(String quad, String whole) {
        int bits = 0;
        int position = 0;
        for (int part = 0; part < 4; part++) {
            int dot = part < 3 ? quad.indexOf('.', position) : quad.length();
            if (dot < 0) {
                throw notAnAddress(whole);
            }
            bits = bits << 8 | parseOctet(quad, position, dot, whole);
            position = dot + 1;
        }
        return bits;
    }

    private static int parseOctet(String text, int from, int to, String whole) {
        int length = to - from;
        // A leading zero is refused: some parsers read 010 as eight, and an ambiguous address is an
        // attack.
        if (length < 1 || length > 3 || (length > 1 && text.charAt(from) == '0')) {
            throw notAnAddress(whole);
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw notAnAddress(whole);
            }
            value = value * 10 + (c - '0');
        }
        if (value > 255) {
            throw notAnAddress(whole);
        }
        return value;
    }

    private static IpAddress parseIpv6(String text) {
        int gap = text.indexOf("::");
        int[] groups = new int[8];
        if (gap < 0) {
            if (parseGroups(text, text, groups, 0) != 8) {
                throw notAnAddress(text);
            }
            return fromGroups(groups);
        }
        String before = text.substring(0, gap);
        String after = text.substring(gap + 2);
        int[] tail = new int[8];
        int count = before.isEmpty() ? 0 : parseGroups(before, text, groups, 0);
        int tailCount = after.isEmpty() ? 0 : parseGroups(after, text, tail, 0);
        // "::" stands for at least one group.
        if (count + tailCount > 7 || before.indexOf('.') >= 0) {
            throw notAnAddress(text);
        }
        System.arraycopy(tail, 0, groups, 8 - tailCount, tailCount);
        return fromGroups(groups);
    }

    private static int parseGroups(String part, String whole, int[] groups, int from) {
        int count = from;
        int position = 0;
        while (true) {
            int colon = part.indexOf(':', position);
            int end = colon < 0 ? part.length() : colon;
            boolean quad = colon < 0 && part.indexOf('.', position) >= 0;
            if (count + (quad ? 2 : 1) > 8) {
                throw notAnAddress(whole);
            }
            if (quad) {
                int bits = parseIpv4(part.substring(position), whole);
                groups[count++] = bits >>> 16;
                groups[count++] = bits & 0xffff;
            } else {
                groups[count++] = parseGroup(part, position, end, whole);
            }
            if (colon < 0) {
                return count;
            }
            position = colon + 1;
        }
    }

    private static int parseGroup(String part, int from, int to, String whole) {
        if (to - from < 1 || to - from > 4) {
            throw notAnAddress(whole);
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = part.charAt(i);
            // Character.digit alone would take digits of other scripts.
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw notAnAddress(whole);
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static IpAddress fromGroups(int[] groups) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = high << 16 | groups[i];
            low = low << 16 | groups[i + 4];
        }
        return IpAddress.ipv6(high, low);
    }

    static String format(IpAddress address) {
        if (address.isIpv4()) {
            int bits = address.ipv4Bits();
            return (bits >>> 24)
                    + "."
                    + (bits >>> 16 & 0xff)
                    + "."
                    + (bits >>> 8 & 0xff)
                    + "."
                    + (bits & 0xff);
        }
        return formatIpv6(address);
    }

    private static String formatIpv6(IpAddress address) {
        int[] groups = new int[8];
        for (int i = 0; i < 4; i++) {
            groups[i] = (int) (address.high() >>> (48 - 16 * i)) & 0xffff;
            groups[i + 4] = (int) (address.low() >>> (48 - 16 * i)) & 0xffff;
        }
        boolean mapped = address.high() == 0 && address.low() >>> 32 == 0xffff;
        int hexGroups = mapped ? 6 : 8;
        int gapStart = -1;
        int gapLength = 1; // a single zero group is not shortened (RFC 5952 section 4.2.2)
        for (int i = 0; i < hexGroups; i++) {
            int run = 0;
            while (i + run < hexGroups && groups[i + run] == 0) {
                run++;
            }
            if (run > gapLength) {
                gapStart = i;
                gapLength = run;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < hexGroups; i++) {
            if (i == gapStart) {
                text.append("::");
                i += gapLength - 1;
            } else {
                if (i > 0 && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        if (mapped) {
            text.append(text.charAt(text.length() - 1) == ':' ? "" : ":")
                    .append(format(IpAddress.ipv4((int) address.low())));
        }
        return text.toString();
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException(
                "'"
                        + shorten(text)
                        + "' is not an IP address; expected the form 192.0.2.1 or 2001:db8::1");
    }

    static String shorten(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
