package io.gingham.policy.selector;

import io.gingham.policy.selector.SelectorToken.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Facts about the language, one a row, as Calico's own unit tests state them. A row has a `kind`,
/// an `expr` and what is expected of it.
public final class SelectorTable {

    private static final Pattern GENERATED =
            Pattern.compile("label of (\\d+) letters '(.)', then: (.*)");

    private SelectorTable() {}

    /// What of the row doesn't hold here, as sentences; empty if all of it does.
    public static List<String> faults(Map<?, ?> row) {
        List<String> faults = new ArrayList<>();
        String expr = expression(row);
        String kind = String.valueOf(row.get("kind"));
        switch (kind) {
            case "evaluate" -> evaluate(row, expr, faults);
            case "parse-error" ->
                    parse(expr).ifPresent(s -> faults.add("expected an error, it parses as " + s));
            case "valid" -> {
                if (parse(expr).isEmpty()) {
                    faults.add("expected to parse: " + fault(expr));
                }
            }
            case "canonical-form" -> canonical(row, expr, faults);
            case "key-prefix-rewrite" ->
                    expect(
                            row.get("canonical_after"),
                            parse(expr)
                                    .map(s -> s.prefixed(String.valueOf(row.get("prefix"))))
                                    .map(Selector::toString)
                                    .orElseGet(() -> fault(expr)),
                            faults);
            case "tokenize" -> tokenize(row, expr, faults);
            case "label-restrictions" -> restrictions(row, expr, faults);
            default -> faults.add("unknown kind of row: " + kind);
        }
        return faults;
    }

    private static String expression(Map<?, ?> row) {
        Matcher generated = GENERATED.matcher(String.valueOf(row.get("expr_rule")));
        if (generated.matches()) {
            int count = Integer.parseInt(generated.group(1));
            return generated.group(2).repeat(count) + " " + generated.group(3);
        }
        return String.valueOf(row.get("expr"));
    }

    private static Optional<Selector> parse(String expr) {
        try {
            return Optional.of(Selector.parse(expr));
        } catch (SelectorException e) {
            return Optional.empty();
        }
    }

    private static String fault(String expr) {
        try {
            return "it parses as " + Selector.parse(expr);
        } catch (SelectorException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void expect(@Nullable Object expected, Object seen, List<String> faults) {
        if (!String.valueOf(expected).equals(String.valueOf(seen))) {
            faults.add("expected " + expected + ", seen " + seen);
        }
    }

    /// The canonical text must mean the same.
    private static void evaluate(Map<?, ?> row, String expr, List<String> faults) {
        Optional<Selector> parsed = parse(expr);
        if (parsed.isEmpty()) {
            faults.add(fault(expr));
            return;
        }
        Selector again = Selector.parse(parsed.get().toString());
        for (Selector selector : List.of(parsed.get(), again)) {
            for (Map<String, String> labels : maps(row.get("matches"))) {
                if (!selector.matches(Labels.of(labels))) {
                    faults.add(selector + " should match " + labels);
                }
            }
            for (Map<String, String> labels : maps(row.get("non_matches"))) {
                if (selector.matches(Labels.of(labels))) {
                    faults.add(selector + " should not match " + labels);
                }
            }
        }
    }

    private static List<Map<String, String>> maps(@Nullable Object list) {
        List<Map<String, String>> maps = new ArrayList<>();
        if (list instanceof List<?> items) {
            for (Object item : items) {
                Map<String, String> labels = new HashMap<>();
                ((Map<?, ?>) item)
                        .forEach((k, v) -> labels.put(String.valueOf(k), String.valueOf(v)));
                maps.add(labels);
            }
        }
        return maps;
    }

    private static void canonical(Map<?, ?> row, String expr, List<String> faults) {
        String seen = parse(expr).map(Selector::toString).orElseGet(() -> fault(expr));
        expect(row.get("canonical"), seen, faults);
        expect(seen, fault(seen).replace("it parses as ", ""), faults);
        if (row.containsKey("calico_unique_id")) {
            expect(row.get("calico_unique_id"), calicoId(seen), faults);
        }
    }

    /// How Calico makes an id of a selector: by the SHA-224 of its canonical text.
    private static String calicoId(String canonical) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-224")
                            .digest(("s:" + canonical).getBytes(StandardCharsets.UTF_8));
            return "s:" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-224", e);
        }
    }

    private static void tokenize(Map<?, ?> row, String expr, List<String> faults) {
        List<String> tokens;
        try {
            tokens =
                    SelectorTokenizer.tokenize(expr).stream()
                            .map(SelectorTable::calicoName)
                            .toList();
        } catch (SelectorException e) {
            if (!"error".equals(row.get("result"))) {
                faults.add(String.valueOf(e.getMessage()));
            }
            return;
        }
        if ("error".equals(row.get("result"))) {
            faults.add("expected an error, seen " + tokens);
        } else if (row.get("tokens") instanceof List<?> expected) {
            expect(expected, tokens, faults);
        }
    }

    private static String calicoName(SelectorToken token) {
        return switch (token.kind()) {
            case LABEL -> "Label:" + token.text();
            case STRING -> "StringLiteral:" + token.text();
            case HAS -> "Has:" + token.text();
            case Kind kind -> NAMES.getOrDefault(kind, kind.name());
        };
    }

    private static final Map<Kind, String> NAMES =
            Map.ofEntries(
                    Map.entry(Kind.LEFT_BRACE, "LBrace"),
                    Map.entry(Kind.RIGHT_BRACE, "RBrace"),
                    Map.entry(Kind.LEFT_PARENTHESIS, "LParen"),
                    Map.entry(Kind.RIGHT_PARENTHESIS, "RParen"),
                    Map.entry(Kind.COMMA, "Comma"),
                    Map.entry(Kind.EQUAL, "Eq"),
                    Map.entry(Kind.NOT_EQUAL, "Ne"),
                    Map.entry(Kind.IN, "In"),
                    Map.entry(Kind.NOT_IN, "NotIn"),
                    Map.entry(Kind.CONTAINS, "Contains"),
                    Map.entry(Kind.STARTS_WITH, "StartsWith"),
                    Map.entry(Kind.ENDS_WITH, "EndsWith"),
                    Map.entry(Kind.ALL, "All"),
                    Map.entry(Kind.GLOBAL, "Global"),
                    Map.entry(Kind.NOT, "Not"),
                    Map.entry(Kind.AND, "And"),
                    Map.entry(Kind.OR, "Or"),
                    Map.entry(Kind.END, "EOF"));

    private static void restrictions(Map<?, ?> row, String expr, List<String> faults) {
        Optional<Selector> parsed = parse(expr);
        if (parsed.isEmpty()) {
            faults.add(fault(expr));
            return;
        }
        SortedMap<String, Map<String, Object>> seen = new TreeMap<>();
        LabelRestrictions.of(parsed.get())
                .forEach(
                        (label, restriction) -> {
                            Map<String, Object> facts = facts(seen, label);
                            facts.put("must_be_present", true);
                            restriction.oneOf().ifPresent(v -> facts.put("one_of", List.copyOf(v)));
                        });
        LabelRestrictions.absent(parsed.get())
                .forEach(label -> facts(seen, label).put("must_be_absent", true));
        Object expected = row.get("restrictions");
        if (!seen.equals(expected)) {
            faults.add("expected " + expected + ", seen " + seen);
        }
    }

    private static Map<String, Object> facts(
            SortedMap<String, Map<String, Object>> all, String label) {
        return all.computeIfAbsent(label, l -> new TreeMap<>());
    }
}
