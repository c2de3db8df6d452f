package io.gingham.bench.bgp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

    static BenchOptions parse(String[] arguments) {
        List<String> scenarios = new ArrayList<>();
        Map<String, String> values = new java.util.HashMap<>();
        boolean json = false;
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--json")) {
                json = true;
            } else if (argument.startsWith("--")) {
                if (!DEFAULTS.containsKey(argument) || i + 1 == arguments.length) {
                    throw new IllegalArgumentException(
                            "option " + argument + " is unknown or lacks its value");
                }
                values.put(argument, arguments[++i]);
            } else if (SCENARIOS.contains(argument)) {
                scenarios.add(argument);
            } else {
                throw new IllegalArgumentException(
                        "unknown scenario '" + argument + "'; there are " + SCENARIOS);
            }
        }
        return of(scenarios.isEmpty() ? List.of("table") : scenarios, values, json);
    }

    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "--peers", "wire,bird,frr,gobgp,gingham",
                    "--prefixes", "1000000",
                    "--rounds", "6",
                    "--clients", "1000",
                    "--routes", "20000",
                    "--flaps", "10000",
                    "--jvm", "");

    private static BenchOptions of(
            List<String> scenarios, Map<String, String> values, boolean json) {
        return new BenchOptions(
                scenarios,
                List.of(text(values, "--peers").split(",")),
                number(values, "--prefixes", 4_000_000),
                number(values, "--rounds", 1000),
                number(values, "--clients", 3000),
                number(values, "--routes", 1_000_000),
                number(values, "--flaps", 1_000_000),
                text(values, "--jvm").strip(),
                json);
    }

    private static String text(Map<String, String> values, String name) {
        return values.getOrDefault(name, DEFAULTS.getOrDefault(name, ""));
    }

    private static int number(Map<String, String> values, String name, int most) {
        String text = text(values, name);
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below.
        }
        throw new IllegalArgumentException(name + " '" + text + "' is not in 1.." + most);
    }
}
