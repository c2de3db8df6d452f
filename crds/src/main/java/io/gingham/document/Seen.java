package io.gingham.document;

import java.util.Collection;

/// Sentences about what stands in a document.
public final class Seen {

    private static final int SHOWN = 80;

    private Seen() {}

    /// @param expected `a list`
    /// @param value as it is written; a long one is cut
    public static String insteadOf(String expected, String value) {
        return "expected " + expected + ", seen " + cut(value, SHOWN);
    }

    public static String cut(String text, int characters) {
        return text.length() > characters ? text.substring(0, characters) + "…" : text;
    }

    /// `did you mean 'ports'? ` if one of the names is near, else nothing.
    public static String meaning(String written, Collection<String> names) {
        return NearestName.of(written, names)
                .map(name -> "did you mean '" + name + "'? ")
                .orElse("");
    }
}
