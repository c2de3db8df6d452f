package io.gingham.agent.address;

import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// How a node's address is found, in the words of Calico's `IP_AUTODETECTION_METHOD`.
public sealed interface AddressMethod {

    /// The Node's own, as Kubernetes has it.
    record InternalIp() implements AddressMethod {}

    /// The first address of the first link that is no container's, tunnel's or such.
    record FirstFound() implements AddressMethod {}

    /// The source of packets to there.
    ///
    /// @param destination an address or a name
    record CanReach(String destination) implements AddressMethod {}

    /// The first address of the first link with such a name; of several expressions the first
    /// counts first.
    ///
    /// @param names regular expressions for whole names
    record OnInterface(List<String> names) implements AddressMethod {
        public OnInterface {
            names = List.copyOf(names);
        }
    }

    /// As [FirstFound], without the links of such names.
    ///
    /// @param names regular expressions for whole names
    record SkipInterface(List<String> names) implements AddressMethod {
        public SkipInterface {
            names = List.copyOf(names);
        }
    }

    /// As [FirstFound], an address of one of these networks.
    record InNetwork(List<IpPrefix> networks) implements AddressMethod {
        public InNetwork {
            networks = List.copyOf(networks);
        }
    }

    /// @return empty for an empty text
    /// @throws IllegalArgumentException with a sentence
    static Optional<AddressMethod> parse(String text) {
        String word = text.strip();
        int equals = word.indexOf('=');
        if (equals < 0) {
            return switch (word) {
                case "" -> Optional.empty();
                case "first-found" -> Optional.of(new FirstFound());
                case "kubernetes-internal-ip" -> Optional.of(new InternalIp());
                default -> throw unknown(word);
            };
        }
        String value = word.substring(equals + 1).strip();
        if (value.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + word + "' says nothing behind '='; see --ip-autodetection-method");
        }
        return Optional.of(
                switch (word.substring(0, equals).strip()) {
                    case "can-reach" -> new CanReach(value);
                    case "interface" -> new OnInterface(expressions(value));
                    case "skip-interface" -> new SkipInterface(expressions(value));
                    case "cidr" -> new InNetwork(networks(value));
                    default -> throw unknown(word);
                });
    }

    private static IllegalArgumentException unknown(String word) {
        return new IllegalArgumentException(
                "expected kubernetes-internal-ip, first-found, can-reach=DESTINATION, interface=NAMES, skip-interface=NAMES or cidr=NETWORKS, seen '"
                        + word
                        + "'");
    }

    private static List<String> expressions(String value) {
        List<String> all = list(value);
        for (String each : all) {
            try {
                Pattern.compile(each);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "'" + each + "' is no regular expression: " + e.getDescription(), e);
            }
        }
        return all;
    }

    private static List<IpPrefix> networks(String value) {
        List<IpPrefix> all = new ArrayList<>();
        list(value).forEach(each -> all.add(IpPrefix.parseLenient(each)));
        return all;
    }

    private static List<String> list(String value) {
        return Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }
}
