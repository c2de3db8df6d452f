package io.gingham.agent.rules;

/// One rule of a chain, without the chain's name and the hash comment.
///
/// @param match as in a rule file, empty for every packet: `-i cali+ -p tcp`
/// @param action `-j DROP`, `-g CHAIN`
/// @param note for people who read `iptables -L`; may be empty
public record Rule(String match, String action, String note) {

    private static final int NOTE_LIMIT = 160;

    /// Names of API objects stand in notes, and a note stands in a file that iptables-restore
    /// reads, so anything but plain characters is replaced.
    public Rule {
        String plain = note.replaceAll("[^A-Za-z0-9 ./:_-]", "?");
        note = plain.length() <= NOTE_LIMIT ? plain : plain.substring(0, NOTE_LIMIT);
    }

    static Rule of(String match, String action) {
        return new Rule(match, action, "");
    }

    static Rule always(String action) {
        return new Rule("", action, "");
    }

    /// Where the action leads: a chain's name, `DROP`, `MARK`.
    public String target() {
        return action.split(" ", 3)[1];
    }

    /// What the hash covers.
    String text() {
        return match + "\n" + action + "\n" + note;
    }

    /// Everything after `-A CHAIN `.
    String specification(String hash) {
        StringBuilder line = new StringBuilder();
        if (!match.isEmpty()) {
            line.append(match).append(' ');
        }
        line.append("-m comment --comment \"").append(RuleHash.TAG).append(hash);
        if (!note.isEmpty()) {
            line.append(' ').append(note);
        }
        line.append("\" ");
        return line.append(action).toString();
    }
}
