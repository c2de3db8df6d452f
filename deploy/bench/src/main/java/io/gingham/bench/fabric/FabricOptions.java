package io.gingham.bench.fabric;

import io.gingham.bench.BenchArguments;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the command line asks for.
///
/// @param rounds of each loss and each restart
/// @param pods whose announcement is measured
/// @param load processes that do nothing but keep a processor busy
record FabricOptions(List<String> scenarios, int rounds, int pods, int load) {

    static final List<String> SCENARIOS = List.of("loss", "announce", "restart");

    static final String USAGE =
            """
            Usage: ./gingham bench fabric [SCENARIO...] [OPTION...]

            What pods' traffic feels of a fabric's losses: the lab's two racks (BIRD, FRR,
            a spine), agents as './gingham agent' starts them, and datagrams from outside,
            all in private namespaces.

            Scenarios (default: all)
              loss               a node's cable is pulled, and a router goes silent with its
                                 ports up, with BFD of 80 ms: how long flows had no way
              announce           pods with addresses of their own: from the route on their
                                 node to the first answer behind the routers
              restart            an agent is killed (-9) or ended, and started again, with
                                 BFD and without: packets lost, and routes withdrawn by the
                                 routers' own logs

            Options
              --rounds N         of each loss and restart (default 5)
              --pods N           in 'announce' (default 100)
              --load N           processes that keep a processor busy meanwhile
                                 (default: one for each processor)

            Exit code: 0 all bars are met, 1 one is not or the work could not be done, 2
            wrong usage.

            Example:
              ./gingham bench fabric loss --rounds 3
            """;

    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "--rounds", "5",
                    "--pods", "100",
                    "--load", Integer.toString(Runtime.getRuntime().availableProcessors()));

    static FabricOptions parse(String[] arguments) {
        BenchArguments given = BenchArguments.parse(arguments, SCENARIOS, Set.of(), DEFAULTS);
        return new FabricOptions(
                given.scenarios(SCENARIOS),
                given.number("--rounds", 1, 100),
                given.number("--pods", 1, 200),
                given.number("--load", 0, 64));
    }
}
