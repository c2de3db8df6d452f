package io.gingham.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.gingham.policy.explain.Finding;
import io.gingham.policy.explain.Finding.Severity;
import io.gingham.policy.explain.LoadedCluster;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How findings are printed.
enum FindingsFormat {
    TEXT {
        @Override
        void print(List<Finding> findings, LoadedCluster cluster, PrintStream out) {
            findings.forEach(out::println);
            cluster.ignored().forEach(kind -> out.println("not looked at: " + kind));
            long errors = findings.stream().filter(f -> f.severity() == Severity.ERROR).count();
            out.printf("%d errors, %d warnings%n", errors, findings.size() - errors);
        }
    },

    JSON {
        @Override
        void print(List<Finding> findings, LoadedCluster cluster, PrintStream out) {
            out.println(json(findings.stream().map(FindingsFormat::view).toList()));
        }
    },

    /// SARIF 2.1.0 (OASIS), as code scanning services take it.
    SARIF {
        @Override
        void print(List<Finding> findings, LoadedCluster cluster, PrintStream out) {
            List<Map<String, Object>> rules =
                    findings.stream()
                            .map(Finding::rule)
                            .distinct()
                            .sorted()
                            .map(rule -> Map.<String, Object>of("id", rule))
                            .toList();
            Map<String, Object> driver = new LinkedHashMap<>();
            driver.put("name", "gingham policy check");
            driver.put("rules", rules);
            Map<String, Object> run = new LinkedHashMap<>();
            run.put("tool", Map.of("driver", driver));
            run.put("results", findings.stream().map(FindingsFormat::result).toList());
            Map<String, Object> log = new LinkedHashMap<>();
            log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            log.put("version", "2.1.0");
            log.put("runs", List.of(run));
            out.println(json(log));
        }
    },

    /// Workflow commands of GitHub Actions.
    GITHUB {
        @Override
        void print(List<Finding> findings, LoadedCluster cluster, PrintStream out) {
            for (Finding finding : findings) {
                String place =
                        finding.file().isEmpty()
                                ? ""
                                : "file="
                                        + property(finding.file())
                                        + (finding.line() > 0 ? ",line=" + finding.line() : "")
                                        + ",";
                out.println(
                        "::"
                                + level(finding)
                                + " "
                                + place
                                + "title="
                                + property(finding.rule())
                                + "::"
                                + data(subjected(finding)));
            }
        }
    };

    private static final ObjectWriter WRITER = new ObjectMapper().writerWithDefaultPrettyPrinter();

    abstract void print(List<Finding> findings, LoadedCluster cluster, PrintStream out);

    private static String json(Object value) {
        try {
            return WRITER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String level(Finding finding) {
        return finding.severity().name().toLowerCase(Locale.ROOT);
    }

    private static String subjected(Finding finding) {
        return (finding.subject().isEmpty() ? "" : finding.subject() + ": ") + finding.message();
    }

    private static Map<String, Object> view(Finding finding) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("severity", level(finding));
        view.put("rule", finding.rule());
        view.put("resource", finding.subject());
        view.put("file", finding.file());
        view.put("line", finding.line());
        view.put("message", finding.message());
        return view;
    }

    private static Map<String, Object> result(Finding finding) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ruleId", finding.rule());
        result.put("level", level(finding));
        result.put("message", Map.of("text", subjected(finding)));
        if (!finding.file().isEmpty()) {
            Map<String, Object> place = new LinkedHashMap<>();
            place.put("artifactLocation", Map.of("uri", finding.file()));
            if (finding.line() > 0) {
                place.put("region", Map.of("startLine", finding.line()));
            }
            result.put("locations", List.of(Map.of("physicalLocation", place)));
        }
        return result;
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
