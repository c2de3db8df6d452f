package io.gingham.bench.policy;

import com.sun.management.OperatingSystemMXBean;
import io.gingham.delta.Delta;
import io.gingham.policy.calc.CalcGraph;
import io.gingham.policy.calc.Flush;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.Resource;
import io.gingham.policy.program.ProgramUpdate;
import io.gingham.policy.selector.Selector;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The program. Every line names a shape, what was done to it, and what it took.
public final class PolicyBench {

    private static final int FAR = 250_000;
    private static final int HERE = 200;

    private final PrintStream out;

    private PolicyBench(PrintStream out) {
        this.out = out;
    }

    /// @param arguments the shapes to run: `selectors`, `index`, `markers`, `netsets`, `customers`,
    ///   `diff` (`diff:SEED` for the same input again); none for all but the last
    public static void main(String[] arguments) {
        List<String> shapes =
                arguments.length == 0
                        ? List.of("selectors", "index", "markers", "netsets", "customers")
                        : List.of(arguments);
        PolicyBench bench = new PolicyBench(System.out);
        bench.line("java", bench.machine());
        shapes.forEach(bench::run);
        bench.line("memory", bench.residentMemory());
    }

    private void run(String shape) {
        Optional<Long> seed = DiffBench.seedOf(shape);
        if (seed.isPresent()) {
            DiffBench diff = new DiffBench(seed.get(), this::line);
            diff.run(4);
            diff.run(1);
            return;
        }
        switch (shape) {
            case "selectors" -> parseSelectors();
            case "index" -> indexSelectors();
            case "markers" -> markers();
            case "netsets" -> {
                snapshot("netsets-1k", networkSets(1_000));
                snapshot("netsets-10k", networkSets(10_000));
            }
            case "customers" -> {
                for (int customers : new int[] {1_000, 10_000, 50_000}) {
                    snapshot(
                            "customers-" + customers / 1000 + "k",
                            Shapes.isolatedCustomers(customers, 100));
                }
            }
            default ->
                    throw new IllegalArgumentException(
                            "unknown shape '"
                                    + shape
                                    + "'; expected selectors, index, markers, netsets, customers, diff or diff:SEED");
        }
    }

    private String machine() {
        Runtime runtime = Runtime.getRuntime();
        return String.format(
                Locale.ROOT,
                "%s, %d processors, at most %d MiB of heap",
                Runtime.version(),
                runtime.availableProcessors(),
                runtime.maxMemory() >> 20);
    }

    /// As the kernel counted it.
    private String residentMemory() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.replaceAll("\\s+", " "))
                    .findFirst()
                    .orElse("resident memory is not known");
        } catch (IOException e) {
            return "resident memory is not known: " + e.getMessage();
        }
    }

    private void line(String shape, String text) {
        out.printf(Locale.ROOT, "%-14s %s%n", shape, text);
    }

    private void parseSelectors() {
        List<String> texts =
                List.of(
                        "has(example.com/marker-1)",
                        "app == 'web'",
                        "projectcalico.org/namespace == 'shop' && app in {'web', 'db'}",
                        "(tier == 'front' || tier == 'back') && !has(canary)",
                        "pcns.team != 'red' && role not in {'a', 'b'} && name starts with 'x'");
        int rounds = 40_000;
        Timing timing =
                Timing.of(
                        15,
                        () -> {
                            for (int i = 0; i < rounds; i++) {
                                for (String text : texts) {
                                    Selector.parse(text);
                                }
                            }
                        });
        double perSecond = rounds * texts.size() / (timing.medianMicros() / 1e6);
        line("selectors", String.format(Locale.ROOT, "parse: %,.0f a second", perSecond));
    }

    /// 10,000 policies of as many different selectors of peers, all of them in use.
    private void indexSelectors() {
        for (int count : new int[] {100, 1_000, 10_000}) {
            List<Resource> resources = new ArrayList<>(Shapes.namespaces());
            List<Pod> far = Shapes.markedPods(0, 10_000, "far");
            resources.addAll(far);
            addLocal(resources, 10_000, 1);
            for (int i = 0; i < count; i++) {
                Selector peers =
                        Selector.parse(
                                "projectcalico.org/namespace == 'namespace-"
                                        + i % 100
                                        + "' && one-in-40 == 'value-"
                                        + i / 100 % 40
                                        + "' && one-in-11 != 'value-"
                                        + i / 4000
                                        + "'");
                resources.add(
                        Shapes.ingress(
                                "p" + i, new Selector.All(), List.of(Shapes.from(peers, 1))));
            }
            CalcGraph graph = load(resources);
            Timing timing = relabelOneByOne(graph, far, 20_000);
            line("index", count + " selectors, one pod's labels: " + timing);
        }
    }

    private void markers() {
        List<Resource> resources = new ArrayList<>();
        resources.addAll(Shapes.markerPolicies(10_000));
        resources.addAll(Shapes.namespaces());
        List<Pod> far = Shapes.markedPods(0, FAR, "far");
        resources.addAll(far);
        List<Pod> here = addLocal(resources, FAR, HERE);
        CalcGraph graph = snapshot("markers", resources);
        line("markers", "labels of a pod elsewhere: " + relabelOneByOne(graph, far, 20_000));
        line("markers", "labels of a pod here: " + relabelOneByOne(graph, here, 4_000));
        line("markers", "a policy from 1,000 more pods: " + widen(graph, far.subList(0, 1000)));
    }

    /// Alternately a policy for one pod, from nobody and from a thousand pods.
    private static Timing widen(CalcGraph graph, List<Pod> peers) {
        int number = 0;
        for (Pod pod : peers) {
            put(graph, Shapes.chosen(pod, number++));
        }
        graph.flush();
        int[] turn = {0};
        Runnable change =
                () -> {
                    String value = turn[0]++ % 2 == 0 ? "yes" : "no";
                    Selector selector = new Selector.Equal("chosen", value);
                    put(
                            graph,
                            Shapes.ingress(
                                    "marker-0",
                                    new Selector.Has(Shapes.marker(0)),
                                    List.of(Shapes.from(selector, 1))));
                    graph.flush();
                };
        Timing.of(200, change);
        return Timing.of(500, change);
    }

    private static List<Resource> networkSets(int policies) {
        List<Resource> resources = new ArrayList<>(Shapes.namespaces());
        resources.addAll(Shapes.networkSetPolicies(policies));
        resources.addAll(Shapes.markedPods(0, 10_000, "far"));
        addLocal(resources, 10_000, HERE);
        return resources;
    }

    private static List<Pod> addLocal(List<Resource> resources, int first, int count) {
        List<Pod> here = Shapes.markedPods(first, count, Shapes.NODE);
        resources.addAll(here);
        int number = 0;
        for (Pod pod : here) {
            resources.add(Shapes.endpoint(pod, number++));
        }
        return here;
    }

    /// The first of three runs is the one that a starting agent has.
    private CalcGraph snapshot(String shape, List<Resource> resources) {
        long before = usedMemory();
        CalcGraph graph = new CalcGraph(Shapes.NODE);
        List<String> seconds = new ArrayList<>();
        String size = "";
        for (int run = 0; run < 3; run++) {
            graph = new CalcGraph(Shapes.NODE);
            long startProcessor = processorTime();
            long start = System.nanoTime();
            for (Resource resource : resources) {
                put(graph, resource);
            }
            graph.onInSync();
            Flush flush = graph.flush();
            double clock = (System.nanoTime() - start) / 1e9;
            double processor = (processorTime() - startProcessor) / 1e9;
            seconds.add(String.format(Locale.ROOT, "%.2f (%.2f)", clock, processor));
            size = count(flush);
        }
        line(
                shape,
                resources.size()
                        + " resources: "
                        + String.join(", ", seconds)
                        + " s (processor; three graphs in turn); "
                        + size);
        long after = usedMemory();
        line(shape, "heap: " + before + " MiB resources, " + (after - before) + " MiB graph");
        return graph;
    }

    /// Of all threads, the collector's and the compilers' included, in nanoseconds.
    private static long processorTime() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static String count(Flush flush) {
        int sets = 0;
        int members = 0;
        int chains = 0;
        int endpoints = 0;
        for (ProgramUpdate update : flush.updates()) {
            switch (update) {
                case ProgramUpdate.SetAdded(_, var initial) -> {
                    sets++;
                    members += initial.size();
                }
                case ProgramUpdate.ChainPut _ -> chains++;
                case ProgramUpdate.EndpointPut _ -> endpoints++;
                case ProgramUpdate.MembersChanged _,
                        ProgramUpdate.GroupPut _,
                        ProgramUpdate.HostEndpointPut _,
                        ProgramUpdate.HostEndpointRemoved _,
                        ProgramUpdate.EndpointRemoved _,
                        ProgramUpdate.GroupRemoved _,
                        ProgramUpdate.ChainRemoved _,
                        ProgramUpdate.SetRemoved _ -> {}
            }
        }
        return sets
                + " sets, "
                + members
                + " members, "
                + chains
                + " chains, "
                + endpoints
                + " endpoints";
    }

    private static CalcGraph load(List<Resource> resources) {
        CalcGraph graph = new CalcGraph(Shapes.NODE);
        resources.forEach(resource -> put(graph, resource));
        graph.onInSync();
        graph.flush();
        return graph;
    }

    private static Timing relabelOneByOne(CalcGraph graph, List<Pod> pods, int times) {
        int[] turn = {0};
        Runnable change =
                () -> {
                    int number = turn[0]++;
                    Pod pod = pods.get(number * 7 % pods.size());
                    put(graph, Shapes.relabelled(pod, number, number));
                    graph.flush();
                };
        Timing.of(times / 2, change);
        return Timing.of(times, change);
    }

    private static void put(CalcGraph graph, Resource resource) {
        graph.onUpdate(Delta.put(resource.resourceKey(), resource), "1");
    }

    private static long usedMemory() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }
}
