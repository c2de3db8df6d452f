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
            "Any pod is one that no rule tells from others; a line about some pods is the",
            "whole of what they may do, whether there are such pods or not. Of a pod that",
            "several lines are about, the narrowest counts. The exit code is 2 if a",
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
        for (Exposure.ToPods pods : open.pods()) {
            String family = pods.family().map(of -> " (" + of + ")").orElse("");
            if (!pods.any().isEmpty()) {
                parts.add("any pod" + family + ": " + pods.any());
            }
            pods.lines()
                    .forEach(line -> parts.add(line.who() + family + ": " + line.connections()));
        }
        open.outside().forEach((range, connections) -> parts.add(range + ": " + connections));
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
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("unprotected", open.unprotected());
        view.put("pods", open.pods().stream().map(PolicyExposureCommand::view).toList());
        view.put("outside", outside);
        return view;
    }

    private static Map<String, Object> view(Exposure.ToPods pods) {
        Map<String, Object> view = new LinkedHashMap<>();
        pods.family().ifPresent(family -> view.put("family", family.toString()));
        view.put("any", ReachView.of(pods.any()));
        view.put("lines", pods.lines().stream().map(PolicyExposureCommand::view).toList());
        return view;
    }

    private static Map<String, Object> view(Exposure.Line line) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("namespaces", line.who().namespaces().toString());
        view.put("pods", line.who().pods().toString());
        view.put("serviceAccounts", line.who().serviceAccounts().toString());
        view.put("connections", ReachView.of(line.connections()));
        return view;
    }
}
