package io.gingham.policy.selector;

import io.gingham.policy.selector.SelectorToken.Kind;
import java.util.ArrayList;
import java.util.List;

/// From the text to its words. A word such as `in` is an operator only behind a label, so that a
/// label may bear that name.
final class SelectorTokenizer {

    private static final int MAX_LABEL = 512;

    private final String text;
    private final List<SelectorToken> tokens = new ArrayList<>();
    private int at;

    private SelectorTokenizer(String text) {
        this.text = text;
    }

    /// @return ending in one of kind END
    static List<SelectorToken> tokenize(String text) {
        SelectorTokenizer tokenizer = new SelectorTokenizer(text);
        tokenizer.skipSpace();
        while (!tokenizer.atEnd()) {
            tokenizer.next();
            tokenizer.skipSpace();
        }
        tokenizer.add(Kind.END, "", text.length());
        return tokenizer.tokens;
    }

    private void next() {
        int start = at;
        char c = text.charAt(at);
        switch (c) {
            case '\'', '"' -> string(c);
            case '{' -> symbol(Kind.LEFT_BRACE, 1);
            case '}' -> symbol(Kind.RIGHT_BRACE, 1);
            case '(' -> symbol(Kind.LEFT_PARENTHESIS, 1);
            case ')' -> symbol(Kind.RIGHT_PARENTHESIS, 1);
            case ',' -> symbol(Kind.COMMA, 1);
            case '=' -> symbol("==", Kind.EQUAL);
            case '&' -> symbol("&&", Kind.AND);
            case '|' -> symbol("||", Kind.OR);
            case '!' -> {
                boolean notEqual = text.startsWith("!=", at);
                symbol(notEqual ? Kind.NOT_EQUAL : Kind.NOT, notEqual ? 2 : 1);
            }
            default -> {
                String word = word();
                if (word.isEmpty()) {
                    throw new SelectorException(start, "unexpected '" + c + "'");
                }
                word(word, start);
            }
        }
    }

    private void symbol(Kind kind, int length) {
        add(kind, "", at);
        at += length;
    }

    private void symbol(String symbol, Kind kind) {
        if (!text.startsWith(symbol, at)) {
            throw new SelectorException(at, "expected " + symbol + ", seen " + seen());
        }
        symbol(kind, symbol.length());
    }

    /// Between two quotes of one kind; there are no escapes.
    private void string(char quote) {
        int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            throw new SelectorException(at, "a string begins here and does not end");
        }
        add(Kind.STRING, text.substring(at + 1, end), at);
        at = end + 1;
    }

    private void word(String word, int start) {
        boolean behindLabel = !tokens.isEmpty() && tokens.getLast().kind() == Kind.LABEL;
        if (behindLabel) {
            operator(word, start);
        } else if (!atEnd() && text.charAt(at) == '(') {
            function(word, start);
        } else {
            add(Kind.LABEL, label(word, start), start);
        }
    }

    private void operator(String word, int start) {
        switch (word) {
            case "in" -> add(Kind.IN, "", start);
            case "contains" -> add(Kind.CONTAINS, "", start);
            case "not" -> {
                require("in");
                add(Kind.NOT_IN, "", start);
            }
            case "starts" -> {
                require("with");
                add(Kind.STARTS_WITH, "", start);
            }
            case "ends" -> {
                require("with");
                add(Kind.ENDS_WITH, "", start);
            }
            default ->
                    throw new SelectorException(
                            start,
                            "expected ==, !=, in, not in, contains, starts with or ends with, seen '"
                                    + word
                                    + "'");
        }
    }

    private void require(String second) {
        skipSpace();
        int start = at;
        String word = word();
        if (!word.equals(second)) {
            throw new SelectorException(
                    start, "expected '" + second + "', seen " + (word.isEmpty() ? seen() : word));
        }
    }

    private void function(String name, int start) {
        at++;
        skipSpace();
        String label = "";
        Kind kind =
                switch (name) {
                    case "all" -> Kind.ALL;
                    case "global" -> Kind.GLOBAL;
                    case "has" -> Kind.HAS;
                    default ->
                            throw new SelectorException(
                                    start,
                                    "unknown function '"
                                            + name
                                            + "'; expected all(), global() or has(label)");
                };
        if (kind == Kind.HAS) {
            int labelStart = at;
            label = word();
            if (label.isEmpty()) {
                throw new SelectorException(labelStart, "expected a label, seen " + seen());
            }
            label(label, labelStart);
            skipSpace();
        }
        if (atEnd() || text.charAt(at) != ')') {
            throw new SelectorException(at, "expected ')', seen " + seen());
        }
        at++;
        add(kind, label, start);
    }

    private static String label(String word, int start) {
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

    private void add(Kind kind, String value, int position) {
        tokens.add(new SelectorToken(kind, value, position));
    }

    private void skipSpace() {
        while (!atEnd() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean atEnd() {
        return at >= text.length();
    }

    private String seen() {
        return atEnd()
                ? "the end"
                : "'" + text.substring(at, Math.min(at + 20, text.length())) + "'";
    }
}
