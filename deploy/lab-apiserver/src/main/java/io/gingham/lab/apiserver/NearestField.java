package io.gingham.lab.apiserver;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// The field that somebody may have meant: no more than a third of its letters differ.
final class NearestField {

    private NearestField() {}

    static Optional<String> of(String written, Collection<String> fields) {
        return fields.stream()
                .filter(
                        field ->
                                distance(written, field)
                                        <= Math.max(
                                                1, Math.min(written.length(), field.length()) / 3))
                .min(Comparator.comparingInt(field -> distance(written, field)));
    }

    /// Letters to insert, remove or replace (Levenshtein); whether they are capitals does not
    /// count.
    private static int distance(String written, String field) {
        String word = written.toLowerCase(Locale.ROOT);
        String other = field.toLowerCase(Locale.ROOT);
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
