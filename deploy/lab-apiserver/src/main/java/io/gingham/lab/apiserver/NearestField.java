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

    /// Letters to insert, remove, replace or swap with the next (Damerau and Levenshtein); whether
    /// they are capitals does not count.
    private static int distance(String written, String field) {
        String word = written.toLowerCase(Locale.ROOT);
        String other = field.toLowerCase(Locale.ROOT);
        int[][] least = new int[word.length() + 1][other.length() + 1];
        for (int i = 0; i <= word.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                least[i][j] = i == 0 || j == 0 ? i + j : step(least, word, other, i, j);
            }
        }
        return least[word.length()][other.length()];
    }

    private static int step(int[][] least, String word, String other, int i, int j) {
        boolean same = word.charAt(i - 1) == other.charAt(j - 1);
        int best =
                Math.min(
                        least[i - 1][j - 1] + (same ? 0 : 1),
                        Math.min(least[i - 1][j], least[i][j - 1]) + 1);
        boolean swapped =
                i > 1
                        && j > 1
                        && word.charAt(i - 1) == other.charAt(j - 2)
                        && word.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(best, least[i - 2][j - 2] + 1) : best;
    }
}
