package io.gingham.cni;

/// Foreign text for a log line or an error's text: what came in with line ends or other control
/// characters would else pass for lines of our own.
public final class OneLine {

    /// More of it helps nobody, in characters.
    private static final int LIMIT = 4096;

    private OneLine() {}

    /// Control characters, and what Unicode counts as line ends, as `\n` or `\u0007`; cut at 4096
    /// characters.
    public static String of(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (i == LIMIT) {
                return line.append('…').toString();
            }
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                        line.append(String.format("\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        return line.toString();
    }
}
