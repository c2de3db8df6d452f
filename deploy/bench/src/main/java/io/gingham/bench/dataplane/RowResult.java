package io.gingham.bench.dataplane;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A row of the table.
///
/// @param latencyMillis from the event to the last kernel write
/// @param agentMillis processor time of the agent itself
/// @param childrenMillis processor time of the programs that it started, the mean (it is counted in
///   steps of 10 ms)
/// @param programs that were started, the mean
/// @param names of these, with how many a change; those of one change in twenty and rarer left out
/// @param written octets that the agent and its programs gave to write(2), the median
/// @param ruleObjects nf_tables objects that came and went, the median
/// @param ruleOctets of their descriptions, the median
/// @param members of sets that came and went, the median; 0 where sets are not followed
/// @param others how many processors others kept busy meanwhile
record RowResult(
        String name,
        int rounds,
        Spread latencyMillis,
        Spread agentMillis,
        double childrenMillis,
        double programs,
        String names,
        double written,
        double ruleObjects,
        double ruleOctets,
        double members,
        double others) {

    static RowResult of(String name, List<Sample> samples, double others) {
        return new RowResult(
                name,
                samples.size(),
                Spread.of(samples, sample -> sample.latencyNanos() / 1e6),
                Spread.of(samples, sample -> sample.use().cpuNanos() / 1e6),
                Spread.of(samples, sample -> sample.use().childrenNanos() / 1e6).mean(),
                Spread.of(samples, sample -> sample.programs().size()).mean(),
                names(samples),
                Spread.of(samples, sample -> sample.use().written()).median(),
                Spread.of(samples, sample -> sample.rules().objects()).median(),
                Spread.of(samples, sample -> sample.rules().octets()).median(),
                Spread.of(samples, Sample::members).median(),
                others);
    }

    private static String names(List<Sample> samples) {
        Map<String, Long> counts =
                samples.stream()
                        .flatMap(sample -> sample.programs().stream())
                        .collect(
                                Collectors.groupingBy(
                                        name -> name, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() * 20 > samples.size())
                .map(
                        entry ->
                                String.format(
                                        java.util.Locale.ROOT,
                                        "%s %.1f",
                                        entry.getKey(),
                                        (double) entry.getValue() / samples.size()))
                .collect(Collectors.joining(", "));
    }
}
