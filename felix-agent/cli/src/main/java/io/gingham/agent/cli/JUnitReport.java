package io.gingham.agent.cli;

import io.gingham.policy.cases.CaseResult;
import java.util.List;
import java.util.Locale;

/// What became of cases, counted, and as the XML that Ant's JUnit task began and CI servers read.
record JUnitReport(List<Suite> suites) {

    JUnitReport {
        suites = List.copyOf(suites);
    }

    /// The cases of a file.
    record Suite(String file, List<CaseResult> results) {
        Suite {
            results = List.copyOf(results);
        }

        long count(Class<? extends CaseResult> kind) {
            return results.stream().filter(kind::isInstance).count();
        }
    }

    long passed() {
        return count(CaseResult.Passed.class);
    }

    long failed() {
        return count(CaseResult.Failed.class);
    }

    private long skipped() {
        return count(CaseResult.Skipped.class);
    }

    private long count(Class<? extends CaseResult> kind) {
        return suites.stream().mapToLong(suite -> suite.count(kind)).sum();
    }

    String counts() {
        return passed() + " passed, " + failed() + " failed, " + skipped() + " skipped";
    }

    String xml() {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append("<testsuites")
                .append(counted(passed() + failed() + skipped(), failed(), skipped()))
                .append(">\n");
        for (Suite suite : suites) {
            xml.append("  <testsuite name=\"")
                    .append(escaped(suite.file()))
                    .append('"')
                    .append(
                            counted(
                                    suite.results().size(),
                                    suite.count(CaseResult.Failed.class),
                                    suite.count(CaseResult.Skipped.class)))
                    .append(">\n");
            suite.results().forEach(result -> xml.append(testCase(suite.file(), result)));
            xml.append("  </testsuite>\n");
        }
        return xml.append("</testsuites>\n").toString();
    }

    private static String counted(long tests, long failures, long skipped) {
        return String.format(
                Locale.ROOT,
                " tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\"",
                tests,
                failures,
                skipped);
    }

    private static String testCase(String file, CaseResult result) {
        String start =
                "    <testcase classname=\""
                        + escaped(file)
                        + "\" name=\""
                        + escaped(result.name())
                        + "\"";
        return switch (result) {
            case CaseResult.Passed _ -> start + "/>\n";
            case CaseResult.Failed(_, List<String> details) ->
                    start
                            + ">\n      <failure message=\""
                            + escaped(details.isEmpty() ? "" : details.getFirst())
                            + "\">"
                            + escaped(String.join("\n", details))
                            + "</failure>\n    </testcase>\n";
            case CaseResult.Skipped(_, String reason) ->
                    start
                            + ">\n      <skipped message=\""
                            + escaped(reason)
                            + "\"/>\n    </testcase>\n";
        };
    }

    /// Characters that XML 1.0 can't hold at all are replaced.
    private static String escaped(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]", "\ufffd")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
