package io.gingham.bench.dataplane;

import io.gingham.bench.BenchArguments;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the command line asks for.
///
/// @param scenarios of [#SCENARIOS]
/// @param rounds of each change
/// @param first pods of the node whose first program is written
/// @param storms of 10,000 updates
/// @param seed of what is left to chance
/// @param lean pods have only what an agent reads
record DataplaneOptions(
        List<String> scenarios,
        int rounds,
        int pods,
        int policies,
        int local,
        int set,
        int first,
        int storms,
        long seed,
        boolean lean,
        boolean json) {

    static final List<String> SCENARIOS = List.of("changes", "storm", "first");

    static final String USAGE =
            """
            Usage: ./gingham bench dataplane [SCENARIO...] [OPTION...]

            How fast an agent brings changes of the API into the kernel, and what it costs:
            './gingham agent' as users run it, an API server in the bench's process, pods by
            CNI ADD, iptables and ipset, all in private namespaces. Nothing else should run
            on the machine meanwhile.

            Scenarios (default: all)
              changes            one change at a time: a remote pod added or relabelled, a
                                 local pod relabelled, a policy edited, a namespace
                                 relabelled, a member more in a large set, a local pod added
              storm              10,000 pods updated within a second, and ADDs meanwhile
              first              a restarted agent writes everything into an empty kernel

            Options
              --rounds N         measured changes of each kind, after 10 to warm up
                                 (default 100)
              --pods N           of the cluster (default 10000)
              --policies N       of the cluster (default 1000)
              --local N          pods of the measured node (default 200)
              --set N            addresses in the large set (default 100000)
              --first N          pods of the node in 'first', 20 policies each
                                 (default 500)
              --storms N         (default 20)
              --seed N           of what is left to chance (default: told at the start)
              --lean             pods of 0.7 KB, with what an agent reads, in place of
                                 the 3 KB that such objects have
              --json             one JSON object a line in place of the tables

            Exit code: 0 all bars are met, 1 one is not or the work could not be done, 2
            wrong usage. The bars are for the default sizes; with others none is judged.

            Example:
              ./gingham bench dataplane changes --rounds 20
            """;

    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "--rounds", "100",
                    "--pods", "10000",
                    "--policies", "1000",
                    "--local", "200",
                    "--set", "100000",
                    "--first", "500",
                    "--storms", "20",
                    "--seed", "");

    private static final Set<String> FLAGS = Set.of("--lean", "--json");

    static DataplaneOptions parse(String[] arguments) {
        return of(BenchArguments.parse(arguments, SCENARIOS, FLAGS, DEFAULTS));
    }

    private static DataplaneOptions of(BenchArguments given) {
        DataplaneOptions options =
                new DataplaneOptions(
                        given.scenarios(SCENARIOS),
                        given.number("--rounds", 1, 5_000),
                        given.number("--pods", 200, 100_000),
                        given.number("--policies", 20, 20_000),
                        given.number("--local", 8, 1_000),
                        given.number("--set", 0, 500_000),
                        given.number("--first", 1, 1_500),
                        given.number("--storms", 1, 1_000),
                        seed(given.text("--seed")),
                        given.has("--lean"),
                        given.has("--json"));
        if (options.pods < 2 * Math.max(options.local, options.first)) {
            throw new IllegalArgumentException(
                    "--pods "
                            + options.pods
                            + " are of the whole cluster; at least twice as many as --local and --first");
        }
        return options;
    }

    /// Whether the sizes are those that the bars are for.
    boolean isJudged() {
        DataplaneOptions usual = of(new BenchArguments(scenarios, Map.of(), DEFAULTS));
        return pods == usual.pods
                && policies == usual.policies
                && local == usual.local
                && set == usual.set
                && first == usual.first;
    }

    private static long seed(String text) {
        try {
            return text.isEmpty() ? System.nanoTime() & 0xffff_ffffL : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--seed '" + text + "' is no whole number");
        }
    }
}
