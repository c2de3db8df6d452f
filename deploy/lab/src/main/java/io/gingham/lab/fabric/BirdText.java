package io.gingham.lab.fabric;

import io.gingham.lab.fabric.RouterPlan.Session;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A [RouterPlan] in BIRD's words, after the head that [io.gingham.routers.Bird] gives.
final class BirdText {

    private BirdText() {}

    /// What `debug { routes }` makes it say when the kernel protocol is to have no route any more.
    private static final Pattern GONE =
            Pattern.compile("<TRACE> kernel[46](?:\\.ipv[46])? < removed (\\S+) ");

    /// As fast as nodes ask for, down to 50 ms; between routers so that one that has to wait for
    /// its turn on a busy machine is not taken for dead.
    private static final String BFD =
            """
            protocol bfd {
              debug { states, events };
              interface "rack*" { min rx interval 50 ms; min tx interval 50 ms; multiplier 3; };
              interface "*" { min rx interval 80 ms; min tx interval 80 ms; multiplier 3; };
            }
            filter taken {
              # RFC 8326: the last choice.
              if (65535, 0) ~ bgp_community then bgp_local_pref = 0;
              accept;
            }
            """;

    /// Equal ways are merged on their way to the kernel.
    private static final String KERNEL =
            """
            protocol kernel kernel%1$s {
              ipv%1$s { import none; export where source = RTS_BGP; };
              merge paths on;%2$s
            }
            """;

    static String of(RouterPlan plan) {
        StringBuilder text = new StringBuilder();
        String debug = plan.bfd() ? "\n  debug { routes };" : "";
        text.append(KERNEL.formatted("4", debug));
        text.append(KERNEL.formatted("6", debug));
        if (!plan.told().isEmpty()) {
            text.append(
                    """
                    protocol direct {
                      ipv4;
                      ipv6;
                      interface %s;
                    }
                    """
                            .formatted(
                                    plan.told().stream()
                                            .map(device -> '"' + device + '"')
                                            .collect(Collectors.joining(", "))));
        }
        if (plan.defaults()) {
            text.append(
                    """
                    protocol static { ipv4; route 0.0.0.0/0 unreachable; }
                    protocol static { ipv6; route ::/0 unreachable; }
                    """);
        }
        if (plan.bfd()) {
            text.append(BFD);
        }
        plan.sessions().forEach(session -> text.append(session(plan, session)));
        return text.toString();
    }

    private static String session(RouterPlan plan, Session session) {
        return """
        protocol bgp %s {
          local %s as %s;
          neighbor %s as %s;
          connect retry time 2;
          error wait time 1, 5;%s
          ipv%s { import %s; export all; };
        }
        """
                .formatted(
                        session.name(),
                        session.local(),
                        plan.asNumber(),
                        session.remote(),
                        session.remoteAs(),
                        plan.bfd() ? "\n  bfd on;\n  debug { states, events };" : "",
                        session.local().isIpv4() ? "4" : "6",
                        plan.bfd() ? "filter taken" : "all");
    }

    /// The prefixes that the log says are routed no more.
    static List<String> withdrawn(String log) {
        return GONE.matcher(log).results().map(result -> result.group(1)).toList();
    }
}
