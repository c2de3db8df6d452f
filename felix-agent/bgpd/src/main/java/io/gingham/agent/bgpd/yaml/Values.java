package io.gingham.agent.bgpd.yaml;

import io.gingham.agent.bgpd.yaml.YamlNode.Mapping;
import io.gingham.agent.bgpd.yaml.YamlNode.Scalar;
import io.gingham.agent.bgpd.yaml.YamlNode.Sequence;
import io.gingham.value.AsNumber;
import io.gingham.value.Durations;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/// The forms a value may have.
public final class Values {

    /// `::ffff:0:0/96`.
    private static final int MAPPED_BITS = 96;

    private Values() {}

    public static String text(YamlNode node) {
        if (node instanceof Scalar(var place, var text) && !text.isEmpty()) {
            return text;
        }
        throw new ConfigException(node.place(), "expected a value, seen " + node.describe());
    }

    /// @param parse throws IllegalArgumentException with a sentence
    public static <T> T parsed(YamlNode node, String expected, Function<String, T> parse) {
        if (!(node instanceof Scalar(var place, var text)) || text.isEmpty()) {
            throw new ConfigException(
                    node.place(), "expected " + expected + ", seen " + node.describe());
        }
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(place, "expected " + expected + ": " + e.getMessage());
        }
    }

    public static IpAddress address(YamlNode node) {
        return parsed(node, "an IP address", Values::address);
    }

    /// Not IPv4-mapped: the kernel knows such a peer, and a packet such an address, as IPv4.
    ///
    /// @throws IllegalArgumentException with a sentence
    public static IpAddress address(String text) {
        IpAddress address = IpAddress.parse(text);
        if (address.isIpv4Mapped()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is an IPv4 address; write " + address.unmapped());
        }
        return address;
    }

    /// Where packets can be sent to.
    public static IpAddress nextHop(YamlNode node) {
        return parsed(
                node,
                "a host's address",
                text -> {
                    IpAddress address = address(text);
                    if (address.isUnspecified() || address.isMulticast()) {
                        throw new IllegalArgumentException("'" + text + "' is none");
                    }
                    return address;
                });
    }

    public static IpPrefix prefix(YamlNode node) {
        return parsed(
                node,
                "a prefix as 192.0.2.0/24",
                text -> {
                    IpPrefix prefix = IpPrefix.parse(text);
                    if (prefix.length() >= MAPPED_BITS && prefix.address().isIpv4Mapped()) {
                        throw new IllegalArgumentException(
                                "'"
                                        + text
                                        + "' is one of IPv4; write "
                                        + prefix.address().unmapped()
                                        + "/"
                                        + (prefix.length() - MAPPED_BITS));
                    }
                    return prefix;
                });
    }

    public static AsNumber asNumber(YamlNode node) {
        return parsed(
                node,
                "an AS number (1 to 4294967295)",
                text -> {
                    AsNumber number = AsNumber.parse(text);
                    if (number.value() == 0) {
                        throw new IllegalArgumentException("AS 0 is reserved (RFC 7607)");
                    }
                    return number;
                });
    }

    public static Duration duration(YamlNode node) {
        return parsed(
                node,
                "a duration as 90s or 2m",
                text -> Durations.parse(text.matches("[0-9]{1,9}") ? text + "s" : text));
    }

    public static boolean truth(YamlNode node) {
        return parsed(
                node,
                "true or false",
                text ->
                        switch (text) {
                            case "true" -> true;
                            case "false" -> false;
                            default ->
                                    throw new IllegalArgumentException("'" + text + "' is neither");
                        });
    }

    public static Function<YamlNode, Long> number(long least, long most) {
        String expected = "a number from " + least + " to " + most;
        return node ->
                parsed(
                        node,
                        expected,
                        text -> {
                            if (!text.matches("[0-9]{1,18}")
                                    || Long.parseLong(text) < least
                                    || Long.parseLong(text) > most) {
                                throw new IllegalArgumentException("'" + text + "' is not one");
                            }
                            return Long.parseLong(text);
                        });
    }

    public static Function<YamlNode, Integer> integer(int least, int most) {
        Function<YamlNode, Long> number = number(least, most);
        return node -> Math.toIntExact(number.apply(node));
    }

    public static Path path(YamlNode node) {
        return parsed(node, "a path", Path::of);
    }

    /// One of some words.
    public static <T> Function<YamlNode, T> word(Map<String, T> words) {
        return node ->
                parsed(
                        node,
                        String.join(" or ", new TreeSet<>(words.keySet())),
                        text -> {
                            T value = words.get(text);
                            if (value == null) {
                                throw new IllegalArgumentException("'" + text + "' is none");
                            }
                            return value;
                        });
    }

    /// Also a single value, for a list of one.
    public static <T> Function<YamlNode, List<T>> list(Function<YamlNode, T> item) {
        return node -> {
            if (!(node instanceof Sequence(var place, var items))) {
                return List.of(item.apply(node));
            }
            List<T> values = new ArrayList<>();
            items.forEach(each -> values.add(item.apply(each)));
            return List.copyOf(values);
        };
    }

    /// @param expected what it is a mapping of, for messages
    public static <T> Function<YamlNode, Map<String, T>> named(
            String expected, Function<YamlNode, T> item) {
        return node -> {
            if (!(node instanceof Mapping mapping)) {
                throw new ConfigException(
                        node.place(),
                        "expected " + expected + " by name (name: …), seen " + node.describe());
            }
            Map<String, T> values = new LinkedHashMap<>();
            mapping.entries().forEach((name, entry) -> values.put(name, item.apply(entry.value())));
            return values;
        };
    }
}
