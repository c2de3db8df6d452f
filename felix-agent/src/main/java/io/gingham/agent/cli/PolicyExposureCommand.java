package io.gingham.agent.cli;

import io.gingham.policy.reach.Exposure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "exposure",
        description =
                "To whom each workload is open beside those that are there: the world, any pod, pods to come.",
        footer = {
            "",
            "Pods to come are those that a rule speaks of and nobody is yet. The exit code is 2 if a",
            "document can't be read.",
            "",
            "Example:",
            "  ./gingham policy exposure docs/examples/shop"
        },
        mixinStandardHelpOptions = true)
final class PolicyExposureCommand implements Callable<Integer> {

    enum Format {
        TABLE,
        JSON
    }

    @Mixin ReachFiles files = new ReachFiles();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            paramLabel = "table|json",
            description = "How it is printed; default: ${DEFAULT-VALUE}.")
    Format output = Format.TABLE;

    @Override
    public Integer call() throws IOException {
        ReachInput input = files.read();
        List<Exposure.OfWorkload> all = Exposure.of(input.cluster().state());
        switch (output) {
            case JSON ->
                    System.out.println(
                            ReachView.json(all.stream().map(PolicyExposureCommand::view).toList()));
            case TABLE -> all.forEach(PolicyExposureCommand::print);
        }
        return input.exitCode();
    }

    private static void print(Exposure.OfWorkload one) {
        System.out.println(one.workload());
        print("ingress", one.ingress());
        print("egress", one.egress());
    }

    private static void print(String direction, Exposure.Open open) {
        if (open.unprotected()) {
            System.out.println("  " + direction + ": unprotected, no policy governs it");
            return;
        }
        List<String> parts = new ArrayList<>();
        if (!open.anyPod().isEmpty()) {
            parts.add("any pod: " + open.anyPod());
        }
        open.outside().forEach((range, connections) -> parts.add(range + ": " + connections));
        open.potential().forEach((who, connections) -> parts.add(who + ": " + connections));
        System.out.println("  " + direction + (parts.isEmpty() ? ": nobody else" : ":"));
        parts.forEach(part -> System.out.println("    " + part));
    }

    private static Map<String, Object> view(Exposure.OfWorkload one) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("workload", one.workload().toString());
        view.put("ingress", view(one.ingress()));
        view.put("egress", view(one.egress()));
        return view;
    }

    private static Map<String, Object> view(Exposure.Open open) {
        Map<String, Object> outside = new LinkedHashMap<>();
        open.outside().forEach((range, c) -> outside.put(range, ReachView.of(c)));
        Map<String, Object> potential = new LinkedHashMap<>();
        open.potential().forEach((who, c) -> potential.put(who, ReachView.of(c)));
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("unprotected", open.unprotected());
        view.put("anyPod", ReachView.of(open.anyPod()));
        view.put("outside", outside);
        view.put("potential", potential);
        return view;
    }
}
