package io.gingham.policy.program;

import io.gingham.policy.model.PolicyPort;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.program.PortMatch.PortRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// From a rule's `ports` to the fewest matches that mean the same.
final class PortNormalizer {

    private PortNormalizer() {}

    static List<PortMatch> normalize(List<PolicyPort> ports, SetBuilder sets) {
        if (ports.isEmpty()) {
            return List.of(new PortMatch.Anything());
        }
        List<PortMatch> matches = new ArrayList<>();
        for (PortProtocol protocol : PortProtocol.values()) {
            List<PolicyPort> ofProtocol =
                    ports.stream().filter(p -> p.protocol() == protocol).toList();
            if (ofProtocol.stream().anyMatch(PolicyPort.Every.class::isInstance)) {
                matches.add(new PortMatch.EveryPort(protocol));
            } else {
                addNumbersAndNames(protocol, ofProtocol, sets, matches);
            }
        }
        return matches;
    }

    private static void addNumbersAndNames(
            PortProtocol protocol,
            List<PolicyPort> ports,
            SetBuilder sets,
            List<PortMatch> matches) {
        List<PortRange> ranges = new ArrayList<>();
        SortedSet<String> names = new TreeSet<>();
        for (PolicyPort port : ports) {
            switch (port) {
                case PolicyPort.Range(_, int first, int last) ->
                        ranges.add(new PortRange(first, last));
                case PolicyPort.Named(_, String name) -> names.add(name);
                case PolicyPort.Every _ -> throw new AssertionError("handled by the caller");
            }
        }
        if (!ranges.isEmpty()) {
            matches.add(new PortMatch.Numbers(protocol, merge(ranges)));
        }
        for (String name : names) {
            matches.add(new PortMatch.Named(protocol, name, sets.namedPort(protocol, name)));
        }
    }

    /// Sorted; overlapping and adjoining ranges become one.
    static List<PortRange> merge(List<PortRange> ranges) {
        List<PortRange> merged = new ArrayList<>();
        List<PortRange> sorted =
                ranges.stream().sorted(Comparator.comparingInt(PortRange::first)).toList();
        for (PortRange range : sorted) {
            if (!merged.isEmpty() && range.first() <= merged.getLast().last() + 1) {
                PortRange last = merged.removeLast();
                merged.add(new PortRange(last.first(), Math.max(last.last(), range.last())));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }
}
