package io.gingham.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// What somebody meant who wrote a name that is not there.
public final class NearestName {

    private NearestName() {}

    /// @return empty if none is near: more than a third of the letters differ
    public static Optional<String> of(String written, Collection<String> names) {
        return nearest(
                written, names, name -> Math.max(1, Math.min(written.length(), name.length()) / 3));
    }

    /// @param letters that may differ, however long the name is
    public static Optional<String> within(int letters, String written, Collection<String> names) {
        return nearest(written, names, name -> letters);
    }

    private static Optional<String> nearest(
            String written, Collection<String> names, ToIntFunction<String> letters) {
        String word = written.toLowerCase(Locale.ROOT);
        return names.stream()
                .filter(name -> distance(word, name) <= letters.applyAsInt(name))
                .min(Comparator.comparingInt((String name) -> distance(word, name)));
    }

    /// Letters to insert, remove or replace (Levenshtein); whether they are capitals does not
    /// count.
    private static int distance(String word, String name) {
        String other = name.toLowerCase(Locale.ROOT);
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= word.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (word.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
