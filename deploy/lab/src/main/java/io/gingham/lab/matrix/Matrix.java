package io.gingham.lab.matrix;

import io.gingham.lab.probe.Outcome;
import io.gingham.lab.probe.Place;
import io.gingham.lab.probe.Probe;
import io.gingham.lab.probe.Prober;
import io.gingham.lab.probe.Prober.Patience;
import io.gingham.lab.probe.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every place against every other, for one protocol and port: rows send, columns receive.
///
/// @param outcomes by probe; a place to itself is left out
public record Matrix(
        List<Place> senders,
        List<Place> receivers,
        Protocol protocol,
        int port,
        Map<Probe, Outcome> outcomes) {

    /// Nobody knows beforehand what is allowed, so silence must outlast the first resent SYN (1 s).
    private static final Patience PATIENCE =
            new Patience(Duration.ofMillis(2500), Duration.ofMillis(1300));

    /// Sends a packet from each sender to each receiver.
    public static Matrix measure(
            Prober prober, List<Place> senders, List<Place> receivers, Protocol protocol, int port)
            throws IOException {
        List<Probe> probes = new ArrayList<>();
        for (Place from : senders) {
            for (Place to : receivers) {
                if (!from.equals(to)) {
                    probes.add(new Probe(from, to, protocol, port));
                }
            }
        }
        return new Matrix(
                senders, receivers, protocol, port, prober.run(probes, probe -> false, PATIENCE));
    }

    public @Nullable Outcome outcome(Place from, Place to) {
        return outcomes.get(new Probe(from, to, protocol, port));
    }

    /// The table as lines. With an earlier matrix, what has changed since is marked with `*`.
    public List<String> table(@Nullable Matrix before) {
        int nameWidth = senders.stream().mapToInt(place -> place.name().length()).max().orElse(0);
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder(" ".repeat(nameWidth)).append("  ");
        receivers.forEach(to -> head.append("  ").append(to.name()));
        lines.add(
                (protocol + "/" + port + " ".repeat(head.length())).substring(0, nameWidth + 2)
                        + head.substring(nameWidth + 2));
        for (Place from : senders) {
            StringBuilder line =
                    new StringBuilder(("%-" + (nameWidth + 2) + "s").formatted(from.name()));
            for (Place to : receivers) {
                int width = to.name().length();
                line.append("  ")
                        .append(
                                center(
                                        cell(from, to) + (changed(before, from, to) ? "*" : " "),
                                        width));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private String cell(Place from, Place to) {
        return switch (outcome(from, to)) {
            case Outcome.Answered ignored -> "yes";
            case Outcome.TimedOut ignored -> " - ";
            case Outcome.Refused ignored -> "ref";
            case null -> " . ";
        };
    }

    private boolean changed(@Nullable Matrix before, Place from, Place to) {
        if (before == null) {
            return false;
        }
        Outcome was = before.outcome(from, to);
        Outcome is = outcome(from, to);
        return was != null && is != null && was.getClass() != is.getClass();
    }

    private static String center(String text, int width) {
        int left = Math.max(0, (width - text.length()) / 2);
        return (" ".repeat(left) + text + " ".repeat(width))
                .substring(0, Math.max(width, left + text.length()));
    }
}
