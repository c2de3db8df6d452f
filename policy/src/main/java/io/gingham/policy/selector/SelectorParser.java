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
import io.gingham.policy.selector.SelectorToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Recursive descent over the tokens, a method for each level of precedence:
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

    private final List<SelectorToken> tokens;
    private int at;
    private int depth;

    private SelectorParser(List<SelectorToken> tokens) {
        this.tokens = tokens;
    }

    static Selector parse(String text) {
        SelectorParser parser = new SelectorParser(SelectorTokenizer.tokenize(text));
        if (parser.accept(Kind.END)) {
            return new Selector.All();
        }
        Selector selector = parser.or();
        parser.require(Kind.END, "&&, || or the end");
        return selector;
    }

    private Selector or() {
        Selector first = and();
        if (peek().kind() != Kind.OR) {
            return first;
        }
        List<Selector> operands = new ArrayList<>(List.of(first));
        while (accept(Kind.OR)) {
            operands.add(and());
        }
        return new Or(operands);
    }

    private Selector and() {
        Selector first = not();
        if (peek().kind() != Kind.AND) {
            return first;
        }
        List<Selector> operands = new ArrayList<>(List.of(first));
        while (accept(Kind.AND)) {
            operands.add(not());
        }
        return new And(operands);
    }

    /// `!!a` is `a`.
    private Selector not() {
        boolean negated = false;
        while (accept(Kind.NOT)) {
            negated = !negated;
        }
        Selector operand = primary();
        return negated ? new Selector.Not(operand) : operand;
    }

    private Selector primary() {
        SelectorToken token = next();
        return switch (token.kind()) {
            case ALL -> new Selector.All();
            case GLOBAL -> new Selector.Global();
            case HAS -> new Has(token.text());
            case LABEL -> comparison(token.text());
            case LEFT_PARENTHESIS -> {
                if (++depth > MAX_DEPTH) {
                    throw new SelectorException(
                            token.position(), "more than " + MAX_DEPTH + " parentheses are open");
                }
                Selector inner = or();
                require(Kind.RIGHT_PARENTHESIS, "')'");
                depth--;
                yield inner;
            }
            case STRING,
                    LEFT_BRACE,
                    RIGHT_BRACE,
                    RIGHT_PARENTHESIS,
                    COMMA,
                    EQUAL,
                    NOT_EQUAL,
                    IN,
                    NOT_IN,
                    CONTAINS,
                    STARTS_WITH,
                    ENDS_WITH,
                    NOT,
                    AND,
                    OR,
                    END ->
                    throw expected("a label, all(), global(), has(label), ! or (", token);
        };
    }

    private Selector comparison(String label) {
        SelectorToken operator = next();
        return switch (operator.kind()) {
            case EQUAL -> new Equal(label, string());
            case NOT_EQUAL -> new NotEqual(label, string());
            case CONTAINS -> new Contains(label, string());
            case STARTS_WITH -> new StartsWith(label, string());
            case ENDS_WITH -> new EndsWith(label, string());
            case IN -> new In(label, set());
            case NOT_IN -> new NotIn(label, set());
            case LABEL,
                    STRING,
                    LEFT_BRACE,
                    RIGHT_BRACE,
                    LEFT_PARENTHESIS,
                    RIGHT_PARENTHESIS,
                    COMMA,
                    ALL,
                    GLOBAL,
                    HAS,
                    NOT,
                    AND,
                    OR,
                    END ->
                    throw expected(
                            "==, !=, in, not in, contains, starts with or ends with", operator);
        };
    }

    private SortedSet<String> set() {
        require(Kind.LEFT_BRACE, "'{'");
        SortedSet<String> values = new TreeSet<>();
        while (!accept(Kind.RIGHT_BRACE)) {
            values.add(string());
            if (!accept(Kind.COMMA)) {
                require(Kind.RIGHT_BRACE, "',' or '}'");
                break;
            }
        }
        return values;
    }

    private String string() {
        SelectorToken token = next();
        if (token.kind() != Kind.STRING) {
            throw expected("a string in quotes", token);
        }
        return token.text();
    }

    private SelectorToken peek() {
        return tokens.get(at);
    }

    /// The end is never passed.
    private SelectorToken next() {
        SelectorToken token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    private boolean accept(Kind kind) {
        if (peek().kind() != kind) {
            return false;
        }
        next();
        return true;
    }

    private void require(Kind kind, String what) {
        SelectorToken token = next();
        if (token.kind() != kind) {
            throw expected(what, token);
        }
    }

    private static SelectorException expected(String what, SelectorToken seen) {
        String text = seen.text().isEmpty() ? seen.kind().toString() : "'" + seen.text() + "'";
        return new SelectorException(seen.position(), "expected " + what + ", seen " + text);
    }
}
