package io.gingham.bench.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How long `policy diff` takes: the very command that people run, started anew each time, on files
/// that are made up and written before.
final class DiffBench {

    static final int PODS = 1_000;
    static final int POLICIES = 200;

    /// Of the policies, those that the second side has otherwise or not at all.
    private static final int CHANGED = 30;

    private static final int NAMESPACES = 25;
    private static final int ROUNDS = 5;
    private static final double BAR_SECONDS = 5;
    private static final double TICKS_PER_SECOND = 100;
    private static final Path LOAD = Path.of("/proc/loadavg");

    private final long seed;
    private final BiConsumer<String, String> line;

    DiffBench(long seed, BiConsumer<String, String> line) {
        this.seed = seed;
        this.line = line;
    }

    /// @param ofWorkload how many pods each workload has
    void run(int ofWorkload) {
        String shape = "diff x" + ofWorkload;
        line.accept(
                shape,
                PODS
                        + " pods of "
                        + PODS / ofWorkload
                        + " workloads, "
                        + POLICIES
                        + " policies, "
                        + CHANGED
                        + " of them changed; seed "
                        + seed);
        try {
            Path folder = Files.createTempDirectory("gingham-diff");
            try {
                write(folder, ofWorkload);
                time(folder, shape);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void time(Path folder, String shape) throws IOException, InterruptedException {
        double[] seconds = new double[ROUNDS];
        double[] processor = new double[ROUNDS];
        String last = "";
        for (int round = 0; round < ROUNDS; round++) {
            double before = childrensProcessorSeconds();
            long begun = System.nanoTime();
            last = diff(folder);
            processor[round] = childrensProcessorSeconds() - before;
            seconds[round] = (System.nanoTime() - begun) / 1e9;
        }
        String each =
                Arrays.stream(seconds)
                        .mapToObj(s -> String.format(Locale.ROOT, "%.2f", s))
                        .collect(Collectors.joining(", "));
        Arrays.sort(seconds);
        Arrays.sort(processor);
        double median = seconds[ROUNDS / 2];
        line.accept(
                shape,
                String.format(
                        Locale.ROOT,
                        "%s s, median %.2f s (bar %.0f s: %s), %.2f s of processor time; %s",
                        each,
                        median,
                        BAR_SECONDS,
                        median < BAR_SECONDS ? "met" : "NOT met",
                        processor[ROUNDS / 2],
                        last));
        line.accept(shape, "load of the machine: " + Files.readString(LOAD).strip());
    }

    /// Of all processes that were started and have ended (proc(5): cutime and cstime).
    private static double childrensProcessorSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS_PER_SECOND;
    }

    /// Its last line.
    private static String diff(Path folder) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getenv("GINGHAM_ROOT"), "gingham").toString(),
                                "policy",
                                "diff",
                                folder.resolve("old").toString(),
                                folder.resolve("new").toString(),
                                "-f",
                                folder.resolve("cluster.yaml").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        int code = process.waitFor();
        List<String> lines = Files.readAllLines(output);
        if (code != 1 || lines.isEmpty()) {
            throw new IllegalStateException(
                    "policy diff ended with " + code + ", expected 1 (changes): " + lines);
        }
        return lines.getLast();
    }

    private void write(Path folder, int ofWorkload) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        Files.writeString(folder.resolve("cluster.yaml"), cluster(ofWorkload));
        Path before = Files.createDirectory(folder.resolve("old"));
        Path after = Files.createDirectory(folder.resolve("new"));
        for (int i = 0; i < POLICIES; i++) {
            String file = "policy-" + i + ".yaml";
            String policy = policy(random, i, ofWorkload);
            Files.writeString(before.resolve(file), policy);
            if (i >= CHANGED) {
                Files.writeString(after.resolve(file), policy);
            } else if (i % 3 != 0) {
                Files.writeString(after.resolve(file), policy(random, i, ofWorkload));
            }
        }
    }

    private static String cluster(int ofWorkload) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < NAMESPACES; i++) {
            text.append("---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ns-")
                    .append(i)
                    .append(", labels: {team: team-")
                    .append(i % 5)
                    .append("}}\n");
        }
        for (int i = 0; i < PODS; i++) {
            int workload = i / ofWorkload;
            text.append(
                    String.format(
                            Locale.ROOT,
                            """
                            ---
                            apiVersion: v1
                            kind: Pod
                            metadata: {name: app-%d-5d4c-p%d, namespace: ns-%d, labels: {app: app-%d, tier: tier-%d, pod-template-hash: 5d4c}}
                            spec: {containers: [{name: c, image: x, ports: [{name: http, containerPort: %d}]}]}
                            status: {podIP: 10.244.%d.%d}
                            """,
                            workload,
                            i,
                            workload % NAMESPACES,
                            workload,
                            workload % 4,
                            8000 + workload % 7,
                            i / 200,
                            1 + i % 200));
        }
        return text.toString();
    }

    /// About an app or a tier of a namespace, with one to four rules.
    private static String policy(SplittableRandom random, int number, int ofWorkload) {
        int workload = random.nextInt(PODS / ofWorkload);
        String subject =
                random.nextInt(3) > 0 ? "app: app-" + workload : "tier: tier-" + workload % 4;
        boolean egress = random.nextInt(3) == 0;
        List<String> rules = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            rules.add(
                    String.format(
                            Locale.ROOT,
                            "  - {%s: [%s], ports: [%s]}\n",
                            egress ? "to" : "from",
                            peer(random, ofWorkload),
                            port(random)));
        }
        return String.format(
                Locale.ROOT,
                """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: policy-%d, namespace: ns-%d}
                spec:
                  podSelector: {matchLabels: {%s}}
                  policyTypes: [%s]
                  %s:
                %s""",
                number,
                workload % NAMESPACES,
                subject,
                egress ? "Egress" : "Ingress",
                egress ? "egress" : "ingress",
                String.join("", rules));
    }

    private static String peer(SplittableRandom random, int ofWorkload) {
        return switch (random.nextInt(4)) {
            case 0 -> "{podSelector: {matchLabels: {tier: tier-" + random.nextInt(4) + "}}}";
            case 1 -> "{namespaceSelector: {matchLabels: {team: team-" + random.nextInt(5) + "}}}";
            case 2 ->
                    "{namespaceSelector: {}, podSelector: {matchLabels: {app: app-"
                            + random.nextInt(PODS / ofWorkload)
                            + "}}}";
            default -> {
                int block = random.nextInt(256);
                yield "{ipBlock: {cidr: 203."
                        + block
                        + ".0.0/16, except: [203."
                        + block
                        + ".8.0/24]}}";
            }
        };
    }

    private static String port(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> "{port: http}";
            case 1 -> "{port: 53, protocol: UDP}";
            case 2 -> "{port: 9000, endPort: " + random.nextInt(9001, 9100) + "}";
            default -> "{port: " + random.nextInt(8000, 8007) + "}";
        };
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// Of `diff:17` 17; of `diff` one that is new each time.
    static Optional<Long> seedOf(String shape) {
        if (shape.equals("diff")) {
            return Optional.of(System.nanoTime());
        }
        return shape.matches("diff:-?[0-9]{1,18}")
                ? Optional.of(Long.valueOf(shape.substring("diff:".length())))
                : Optional.empty();
    }
}
