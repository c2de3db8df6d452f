package io.gingham.policy.lint;

import io.gingham.policy.explain.Finding.Severity;
import io.gingham.policy.explain.ServiceEntry;
import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Side;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;

/// Blocks of addresses that are not what they look like.
final class Blocks implements Check {

    private static final IpPrefix NOBODYS = IpPrefix.parse("0.0.0.0/8");

    @Override
    public void look(Surroundings around, Report report) {
        around.manifests()
                .forEach(
                        (key, manifest) ->
                                HostBits.in(manifest)
                                        .forEach(
                                                (path, text) ->
                                                        report.add(
                                                                Severity.WARNING,
                                                                "host-bits",
                                                                key,
                                                                path,
                                                                text)));
        for (Policy policy : around.policies()) {
            for (Direction direction : Direction.values()) {
                for (Parts parts : Parts.of(policy, direction)) {
                    for (Side side : Side.values()) {
                        parts.rules().stream()
                                .flatMap(rule -> rule.end(side).nets().stream())
                                .distinct()
                                .forEach(net -> look(net, parts, around, report));
                        notNets(parts, side, report);
                    }
                }
            }
        }
    }

    private static void notNets(Parts parts, Side side, Report report) {
        boolean everything =
                parts.rules().stream()
                        .filter(rule -> rule.end(side).nets().isEmpty())
                        .flatMap(rule -> rule.end(side).notNets().stream())
                        .anyMatch(net -> net.length() == 0);
        if (everything) {
            report.error(
                    "not-everything",
                    parts.policy().key(),
                    parts.path(),
                    "rule %d can never match: its notNets hold every address; the API server refuses it"
                            .formatted(parts.number()));
        }
    }

    private static void look(IpPrefix net, Parts parts, Surroundings around, Report report) {
        if (net.length() > 0 && NOBODYS.contains(net)) {
            report.warn(
                    "nobodys-block",
                    parts.policy(),
                    parts.path(),
                    "rule %d: %s holds no address that anybody has; 0.0.0.0/0 is everything"
                            .formatted(parts.number(), net));
        }
        boolean holdsPods =
                around.pods().stream().flatMap(pod -> pod.ips().stream()).anyMatch(net::contains);
        if (net.length() == 0 || holdsPods) {
            return;
        }
        for (ServiceEntry service : around.services()) {
            List<IpAddress> addresses =
                    service.clusterIps().stream().filter(net::contains).toList();
            if (!addresses.isEmpty()) {
                report.warn(
                        "block-of-a-service",
                        parts.policy(),
                        parts.path(),
                        "rule %d: %s is the address of %s, and policies see the pods behind it: select them instead"
                                .formatted(parts.number(), addresses.getFirst(), service));
                return;
            }
        }
    }
}
