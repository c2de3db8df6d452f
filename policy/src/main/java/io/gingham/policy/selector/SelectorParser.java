package io.gingham.policy.selector;

import io.gingham.policy.selector.Selector.And;
import io.gingham.policy.selector.Selector.Contains;
import io.gingham.policy.selector.Selector.EndsWith;
import io.gingham.policy.selector.Selector.Equal;
import io.gingham.policy.selector.Selector.Has;
import io.gingham.policy.selector.Selector.In;
import io.gingham.policy.selector.Selector.NotEqual;
import io.gingham.policy.selector.Selector.NotIn;
import io.gingham.policy.selector.Selector.Or;
import io.gingham.policy.selector.Selector.StartsWith;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Recursive descent over the text, a method for each level of precedence:
///
/// ```
///  or      = and  { "||" and }
///  and     = not  { "&&" not }
///  not     = { "!" } primary
///  primary = "(" or ")" | "all()" | "global()" | "has(" label ")" | label comparison
/// ```
final class SelectorParser {

    /// Of `( … )`: what is nested deeper is refused, before it can exhaust the stack.
    private static final int MAX_DEPTH = 250;

    private static final int MAX_LABEL = 512;

    private final String text;
    private int at;
    private int depth;

    private SelectorParser(String text) {
        this.text = text;
    }

    static Selector parse(String text) {
        SelectorParser parser = new SelectorParser(text);
        parser.skipSpace();
        if (parser.atEnd()) {
            return new Selector.All();
        }
        Selector selector = parser.or();
        if (!parser.atEnd()) {
            throw parser.expected("&&, || or the end");
        }
        return selector;
    }

    private Selector or() {
        List<Selector> operands = new ArrayList<>(List.of(and()));
        while (accept("||")) {
            operands.add(and());
        }
        return operands.size() == 1 ? operands.getFirst() : new Or(operands);
    }

    private Selector and() {
        List<Selector> operands = new ArrayList<>(List.of(not()));
        while (accept("&&")) {
            operands.add(not());
        }
        return operands.size() == 1 ? operands.getFirst() : new And(operands);
    }

    /// `!!a` is `a`.
    private Selector not() {
        boolean negated = false;
        while (accept("!")) {
            negated = !negated;
        }
        Selector operand = primary();
        return negated ? new Selector.Not(operand) : operand;
    }

    private Selector primary() {
        if (accept("(")) {
            if (++depth > MAX_DEPTH) {
                throw new SelectorException(
                        at - 1, "more than " + MAX_DEPTH + " parentheses are open");
            }
            Selector inner = or();
            require(")");
            depth--;
            return inner;
        }
        int start = at;
        String word = word();
        if (word.isEmpty()) {
            throw expected("a label, all(), global(), has(…), ! or (");
        }
        if (!atEnd() && text.charAt(at) == '(') {
            return function(word, start);
        }
        skipSpace();
        return comparison(label(word, start));
    }

    private Selector function(String name, int start) {
        at++;
        skipSpace();
        Selector selector =
                switch (name) {
                    case "all" -> new Selector.All();
                    case "global" -> new Selector.Global();
                    case "has" -> {
                        int labelStart = at;
                        String label = label(word(), labelStart);
                        skipSpace();
                        yield new Has(label);
                    }
                    default ->
                            throw new SelectorException(
                                    start,
                                    "unknown function '"
                                            + name
                                            + "'; expected all(), global() or has(label)");
                };
        require(")");
        return selector;
    }

    private Selector comparison(String label) {
        if (accept("==")) {
            return new Equal(label, string());
        }
        if (accept("!=")) {
            return new NotEqual(label, string());
        }
        int start = at;
        String word = word();
        skipSpace();
        return switch (word) {
            case "in" -> new In(label, set());
            case "contains" -> new Contains(label, string());
            case "not" -> {
                requireWord("in");
                yield new NotIn(label, set());
            }
            case "starts" -> {
                requireWord("with");
                yield new StartsWith(label, string());
            }
            case "ends" -> {
                requireWord("with");
                yield new EndsWith(label, string());
            }
            default -> {
                at = start;
                throw expected("==, !=, in, not in, contains, starts with or ends with");
            }
        };
    }

    private SortedSet<String> set() {
        require("{");
        SortedSet<String> values = new TreeSet<>();
        while (!accept("}")) {
            values.add(string());
            if (!accept(",")) {
                require("}");
                break;
            }
        }
        return values;
    }

    /// Between two quotes of one kind; there are no escapes.
    private String string() {
        char quote = atEnd() ? 0 : text.charAt(at);
        if (quote != '\'' && quote != '"') {
            throw expected("a string in quotes");
        }
        int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            throw new SelectorException(at, "a string begins here and does not end");
        }
        String value = text.substring(at + 1, end);
        at = end + 1;
        skipSpace();
        return value;
    }

    /// Empty if none is here.
    private String word() {
        int start = at;
        while (!atEnd() && isWordCharacter(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isWordCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '.'
                || c == '/'
                || c == '-';
    }

    private String label(String word, int start) {
        if (word.isEmpty()) {
            throw expected("a label");
        }
        if (word.length() > MAX_LABEL) {
            throw new SelectorException(
                    start,
                    "a label of "
                            + word.length()
                            + " characters; at most "
                            + MAX_LABEL
                            + " are allowed");
        }
        return word;
    }

    private void requireWord(String word) {
        int start = at;
        if (!word().equals(word)) {
            at = start;
            throw expected("'" + word + "'");
        }
        skipSpace();
    }

    private boolean accept(String token) {
        if (!text.startsWith(token, at)) {
            return false;
        }
        at += token.length();
        skipSpace();
        return true;
    }

    private void require(String token) {
        if (!accept(token)) {
            throw expected("'" + token + "'");
        }
    }

    private void skipSpace() {
        while (!atEnd() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean atEnd() {
        return at >= text.length();
    }

    private SelectorException expected(String what) {
        String seen =
                atEnd()
                        ? "the end"
                        : "'" + text.substring(at, Math.min(at + 20, text.length())) + "'";
        return new SelectorException(at, "expected " + what + ", seen " + seen);
    }
}
