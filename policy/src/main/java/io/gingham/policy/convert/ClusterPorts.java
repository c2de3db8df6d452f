package io.gingham.policy.convert;

import io.gingham.document.Tree;
import io.gingham.policy.model.EntityMatch;
import io.gingham.policy.model.IpProtocol;
import io.gingham.policy.model.PortMatch;
import io.gingham.policy.model.PortProtocol;
import io.gingham.policy.model.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// One protocol of a ClusterNetworkPolicy's rule (or one port of an AdminNetworkPolicy's).
///
/// @param protocol empty for anything
/// @param port of the destination; empty for every port
record ClusterPorts(Optional<PortProtocol> protocol, Optional<PortMatch> port) {

    private static final ClusterPorts ANYTHING =
            new ClusterPorts(Optional.empty(), Optional.empty());

    Rule onto(Rule rule) {
        if (protocol.isEmpty()) {
            return rule;
        }
        EntityMatch destination = rule.destination().withPorts(port.stream().toList(), List.of());
        return rule.withProtocol(IpProtocol.of(protocol.get()))
                .withEnds(rule.source(), destination);
    }

    /// v1alpha2: `protocols: [{tcp: {destinationPort: {number: 80}}}]`. Absent means everything.
    static List<ClusterPorts> ofProtocols(Tree protocols) {
        List<ClusterPorts> all = new ArrayList<>();
        for (Tree item : protocols.list()) {
            String which = item.only(Set.of("tcp", "udp", "sctp", "destinationNamedPort"));
            if (which.equals("destinationNamedPort")) {
                all.addAll(named(item.get(which)));
            } else {
                PortProtocol protocol =
                        PortProtocol.named(which.toUpperCase(Locale.ROOT)).orElseThrow();
                Tree body = item.get(which).allowing(Set.of("destinationPort"));
                all.add(
                        new ClusterPorts(
                                Optional.of(protocol),
                                body.get("destinationPort").optional(ClusterPorts::number)));
            }
        }
        return orAnything(protocols, all);
    }

    /// v1alpha1: `ports: [{portNumber: {protocol: TCP, port: 80}}]`. Absent means everything.
    static List<ClusterPorts> ofPorts(Tree ports) {
        List<ClusterPorts> all = new ArrayList<>();
        for (Tree item : ports.list()) {
            switch (item.only(Set.of("portNumber", "portRange", "namedPort"))) {
                case "namedPort" -> all.addAll(named(item.get("namedPort")));
                case "portNumber" -> {
                    Tree number = item.get("portNumber").allowing(Set.of("protocol", "port"));
                    int port = number.get("port").integer(1, 65535);
                    all.add(of(number, new PortMatch.Range(port, port)));
                }
                default -> {
                    Tree range = item.get("portRange").allowing(Set.of("protocol", "start", "end"));
                    all.add(of(range, range(range)));
                }
            }
        }
        return orAnything(ports, all);
    }

    private static List<ClusterPorts> orAnything(Tree list, List<ClusterPorts> all) {
        if (all.isEmpty() && list.isPresent()) {
            throw list.refuse("empty; leave it out to match everything");
        }
        return all.isEmpty() ? List.of(ANYTHING) : all;
    }

    /// The pod's port of that name, whatever its protocol.
    private static List<ClusterPorts> named(Tree name) {
        PortMatch port = KubernetesPolicies.named(name);
        List<ClusterPorts> all = new ArrayList<>();
        for (PortProtocol protocol : PortProtocol.values()) {
            all.add(new ClusterPorts(Optional.of(protocol), Optional.of(port)));
        }
        return all;
    }

    private static ClusterPorts of(Tree tree, PortMatch port) {
        Tree protocol = tree.get("protocol");
        String name = protocol.text("TCP");
        return new ClusterPorts(
                Optional.of(
                        PortProtocol.named(name)
                                .orElseThrow(
                                        () ->
                                                protocol.refuse(
                                                        "'"
                                                                + name
                                                                + "'; expected TCP, UDP or SCTP"))),
                Optional.of(port));
    }

    private static PortMatch number(Tree tree) {
        if (tree.only(Set.of("number", "range")).equals("range")) {
            return range(tree.get("range").allowing(Set.of("start", "end")));
        }
        int port = tree.get("number").integer(1, 65535);
        return new PortMatch.Range(port, port);
    }

    private static PortMatch range(Tree range) {
        int start = range.get("start").integer(1, 65535);
        int end = range.get("end").integer(1, 65535);
        if (end < start) {
            throw range.get("end").refuse(end + " is lower than start " + start);
        }
        return new PortMatch.Range(start, end);
    }
}
