package io.gingham.lab.fabric;

import io.gingham.lab.fabric.RouterPlan.Session;
import io.gingham.routers.Frr;
import java.util.List;
import java.util.regex.Pattern;

/// A [RouterPlan] in FRR's words. It honours GRACEFUL_SHUTDOWN by itself. For as long as its
/// restart time says, a bgpd that was started claims that it restarted, whether it did or not, and
/// nobody waits for its routes then (RFC 4724 section 4.1): hence one second.
final class FrrText {

    private FrrText() {}

    /// What it says when zebra is to have no route any more.
    private static final Pattern GONE = Pattern.compile("Tx route delete \\S+ \\S+ (\\S+)");

    static String bgpd(RouterPlan plan) {
        StringBuilder text = new StringBuilder("log stdout debugging\n");
        if (plan.bfd()) {
            text.append("debug bgp zebra\n");
        }
        text.append(Frr.head(plan.asNumber().value(), plan.routerId().toString()));
        text.append(
                """
                 bgp bestpath as-path multipath-relax
                 no bgp default ipv4-unicast
                 bgp graceful-restart restart-time 1
                """);
        plan.sessions().forEach(session -> text.append(neighbour(plan, session)));
        text.append(family(plan, true)).append(family(plan, false));
        text.append(
                """
                exit
                """);
        for (String device : plan.told()) {
            text.append(
                    "route-map TOLD permit %d\n match interface %s\nexit\n"
                            .formatted(10 * (1 + plan.told().indexOf(device)), device));
        }
        return text.toString();
    }

    private static String neighbour(RouterPlan plan, Session session) {
        String text =
                """
                 neighbor %1$s remote-as %2$s
                 neighbor %1$s timers connect 2
                 neighbor %1$s advertisement-interval 0
                """
                        .formatted(session.remote(), session.remoteAs());
        // Not also 'check-control-plane-failure': then it would believe no BFD of a peer whose C
        // bit
        // is clear, not even that of a node whose cable is pulled.
        return plan.bfd()
                ? text
                        + """
                         neighbor %1$s bfd
                         neighbor %1$s bfd profile %2$s
                        """
                                .formatted(session.remote(), profile(session))
                : text;
    }

    private static String profile(Session session) {
        return session.remoteAs().equals(Addresses.NODE_AS) ? "nodes" : "routers";
    }

    private static String family(RouterPlan plan, boolean ipv4) {
        StringBuilder text = new StringBuilder();
        text.append(" address-family %s unicast\n".formatted(ipv4 ? "ipv4" : "ipv6"));
        text.append("  maximum-paths 16\n");
        if (!plan.told().isEmpty()) {
            text.append("  redistribute connected route-map TOLD\n");
        }
        plan.sessions().stream()
                .filter(session -> session.local().isIpv4() == ipv4)
                .forEach(
                        session ->
                                text.append(
                                        "  neighbor %s activate\n".formatted(session.remote())));
        return text.append(" exit-address-family\n").toString();
    }

    /// As BIRD's.
    static String bfdd() {
        return """
        bfd
         profile nodes
          transmit-interval 50
          receive-interval 50
          detect-multiplier 3
         exit
         profile routers
          transmit-interval 80
          receive-interval 80
          detect-multiplier 3
         exit
        exit
        """;
    }

    /// The prefixes that the log says are routed no more.
    static List<String> withdrawn(String log) {
        return GONE.matcher(log).results().map(result -> result.group(1)).toList();
    }
}
