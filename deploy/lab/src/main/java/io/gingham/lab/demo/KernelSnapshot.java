package io.gingham.lab.demo;

import io.gingham.process.ProcessRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What Gingham has put into a node's kernel, as the system's own tools show it, without counters.
record KernelSnapshot(List<String> lines) {

    private static final ProcessRunner RUNNER = new ProcessRunner(Duration.ofSeconds(20));

    static KernelSnapshot of(String node) {
        List<String> lines = new ArrayList<>();
        for (List<String> command :
                List.of(
                        List.of("iptables-save"),
                        List.of("ip6tables-save"),
                        List.of("ipset", "save", "-sorted"),
                        List.of("ip", "-4", "route", "show", "table", "all"))) {
            List<String> there = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + node));
            there.addAll(command);
            RUNNER.run(there)
                    .orThrow()
                    .stdoutText()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.replaceAll("\\[\\d+:\\d+]", ""))
                    .forEach(lines::add);
        }
        return new KernelSnapshot(List.copyOf(lines));
    }

    /// What the other one has and this one has not, and the other way round; at most a few lines.
    String difference(KernelSnapshot other) {
        List<String> gone = new ArrayList<>(lines);
        gone.removeAll(other.lines);
        List<String> come = new ArrayList<>(other.lines);
        come.removeAll(lines);
        return "gone "
                + gone.stream().limit(5).toList()
                + ", new "
                + come.stream().limit(5).toList();
    }
}
