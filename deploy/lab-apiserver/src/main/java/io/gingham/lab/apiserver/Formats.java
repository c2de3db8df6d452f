package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/// The values of `format` that an API server judges by and our definitions use.
final class Formats {

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    /// As a literal with colons: the digits and groups are the JDK's to judge.
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

    private Formats() {}

    /// @return true also for a format that is not known
    static boolean has(JsonNode value, String format) {
        return switch (format) {
            case "cidr" -> value.isTextual() && isCidr(value.asText());
            case "ipv4" -> value.isTextual() && IPV4.matcher(value.asText()).matches();
            case "ipv6" -> value.isTextual() && isIpv6(value.asText());
            case "int32" -> !value.isIntegralNumber() || value.canConvertToInt();
            case "int64" -> !value.isIntegralNumber() || value.canConvertToLong();
            default -> true;
        };
    }

    private static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9][0-9]{0,2}")) {
            return false;
        }
        String address = text.substring(0, slash);
        int length = Integer.parseInt(text.substring(slash + 1));
        return IPV4.matcher(address).matches() && length <= 32 || isIpv6(address) && length <= 128;
    }

    private static boolean isIpv6(String text) {
        if (!IPV6.matcher(text).matches()) {
            return false;
        }
        try {
            return java.net.Inet6Address.ofLiteral(text) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
