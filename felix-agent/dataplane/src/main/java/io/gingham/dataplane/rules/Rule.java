package io.gingham.dataplane.rules;

import java.util.List;

/// One rule of a chain.
///
/// @param matches all of them must hold, in this order; none means every packet
/// @param note for people who list the kernel's rules; may be empty
public record Rule(List<Match> matches, Act act, String note) {

    private static final int NOTE_LIMIT = 160;

    /// Names of API objects stand in notes, and a backend may write notes into a file that another
    /// program reads, so anything but plain characters is replaced.
    public Rule {
        matches = List.copyOf(matches);
        note = plain(note);
    }

    static Rule of(Match match, Act act) {
        return new Rule(List.of(match), act, "");
    }

    static Rule of(Match match, Act act, String note) {
        return new Rule(List.of(match), act, note);
    }

    static Rule always(Act act) {
        return new Rule(List.of(), act, "");
    }

    static Rule always(Act act, String note) {
        return new Rule(List.of(), act, note);
    }

    private static String plain(String note) {
        int length = Math.min(note.length(), NOTE_LIMIT);
        StringBuilder plain = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char c = note.charAt(i);
            plain.append(isPlain(c) ? c : '?');
        }
        return plain.toString();
    }

    private static boolean isPlain(char c) {
        return c >= 'A' && c <= 'Z'
                || c >= 'a' && c <= 'z'
                || c >= '0' && c <= '9'
                || " ./:_-".indexOf(c) >= 0;
    }
}
