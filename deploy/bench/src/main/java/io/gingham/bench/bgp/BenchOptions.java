package io.gingham.bench.bgp;

import io.gingham.bench.BenchArguments;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the command line asks for.
///
/// @param scenarios of [#SCENARIOS]
/// @param javaOptions for Gingham's virtual machine besides its own; empty: none
/// @param clients of the reflector
/// @param flaps a second, in the reflector's scenario
record BenchOptions(
        List<String> scenarios,
        List<String> peers,
        int prefixes,
        int rounds,
        int clients,
        int routes,
        int flaps,
        String javaOptions,
        boolean json) {

    static final List<String> SCENARIOS = List.of("table", "best", "reflector");

    static final String USAGE =
            """
            Usage: ./gingham bench bgp [SCENARIO...] [OPTION...]

            Scenarios (default: table)
              table              one feeder, one receiver, the speaker between: announce all,
                                 withdraw all
              best               ten feeders of the same prefixes, best paths change; a tenth
                                 of --prefixes each
              reflector          a route reflector with many clients: full table, one flap,
                                 flaps sustained

            Options
              --peers LIST       of wire, gingham, bird, frr, gobgp (default: all; wire is a
                                 relay that shows what feeder and receiver take by themselves)
              --prefixes N       (default 1000000; GoBGP gets at most 300000, and is compared
                                 by the route)
              --rounds N         announce and withdraw in the same process; the first is the
                                 cold one (default 6)
              --clients N        of the reflector (default 1000)
              --routes N         of the reflector's table (default 20000)
              --flaps N          a second, sustained (default 10000)
              --jvm OPTIONS      more for Gingham's virtual machine, as GINGHAM_JAVA_OPTIONS,
                                 to try them out (default: none; what is measured is
                                 './gingham bgp run')
              --json             one JSON object a line in place of the table

            Example:
              ./gingham bench bgp --peers gingham,bird --prefixes 100000 --rounds 2
            """;

    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "--peers", "wire,bird,frr,gobgp,gingham",
                    "--prefixes", "1000000",
                    "--rounds", "6",
                    "--clients", "1000",
                    "--routes", "20000",
                    "--flaps", "10000",
                    "--jvm", "");

    static BenchOptions parse(String[] arguments) {
        BenchArguments given =
                BenchArguments.parse(arguments, SCENARIOS, Set.of("--json"), DEFAULTS);
        return new BenchOptions(
                given.scenarios(List.of("table")),
                List.of(given.text("--peers").split(",")),
                given.number("--prefixes", 1, 4_000_000),
                given.number("--rounds", 1, 1000),
                given.number("--clients", 1, 3000),
                given.number("--routes", 1, 1_000_000),
                given.number("--flaps", 1, 1_000_000),
                given.text("--jvm").strip(),
                given.has("--json"));
    }
}
