package io.gingham.agent.bgp;

import io.gingham.routers.Netns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Echo requests from a namespace to an address, ten a second, until they are ended; and which of
/// them were not answered.
///
/// More often they would be lost in `ping` itself: its socket of 64 KiB gets the answers to all
/// that run in the namespace, and is full when the process gets no processor for a second.
final class Pings implements AutoCloseable {

    private static final Pattern ANSWERED = Pattern.compile("bytes from .*icmp_seq=(\\d+) ");

    private final String flow;
    private final Path said;
    private final Process process;

    /// @param said a file of its own
    Pings(Netns from, String to, Path said) throws IOException {
        this.flow = (from.name().isEmpty() ? "the node" : from.name()) + " to " + to;
        this.said = said;
        this.process =
                new ProcessBuilder(from.command(List.of("ping", "-i", "0.1", "-n", to)))
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
    }

    /// The numbers of those that were answered, in the order of the answers.
    private List<Integer> answered() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        for (String line : Files.readAllLines(said)) {
            Matcher matcher = ANSWERED.matcher(line);
            if (matcher.find()) {
                numbers.add(Integer.parseInt(matcher.group(1)));
            }
        }
        return numbers;
    }

    @Override
    public String toString() {
        return flow;
    }

    /// How many were answered by now.
    int count() {
        try {
            return answered().size();
        } catch (IOException e) {
            return 0;
        }
    }

    /// Ends it.
    ///
    /// @return what was lost, in words, from the first answer to the last one but those that may
    ///   have been on their way; empty if nothing was
    List<String> lost() throws IOException, InterruptedException {
        int atTheEnd = count();
        process.destroy();
        process.waitFor(10, TimeUnit.SECONDS);
        List<Integer> numbers = answered();
        if (numbers.isEmpty()) {
            return List.of(flow + ": no answer at all: " + Files.readString(said));
        }
        int last = numbers.stream().mapToInt(Integer::intValue).max().orElseThrow();
        Set<Integer> known = new HashSet<>(numbers);
        List<Integer> missing =
                IntStream.rangeClosed(1, last)
                        .filter(each -> !known.contains(each))
                        .boxed()
                        .toList();
        List<String> lost = new ArrayList<>();
        if (!missing.isEmpty()) {
            List<String> errors =
                    Files.readAllLines(said).stream()
                            .filter(line -> !ANSWERED.matcher(line).find())
                            .distinct()
                            .limit(5)
                            .toList();
            lost.add(flow + ": of " + last + " " + missing + " " + errors);
        }
        if (numbers.size() < atTheEnd) {
            lost.add(flow + ": answers went: " + numbers.size() + " of " + atTheEnd);
        }
        return lost;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
