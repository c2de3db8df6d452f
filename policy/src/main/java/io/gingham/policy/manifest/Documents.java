package io.gingham.policy.manifest;

import java.util.ArrayList;
import java.util.List;

/// The documents of a file, cut where a line begins with `---`, as kubectl cuts them: a fault in
/// one says nothing of the next.
final class Documents {

    private Documents() {}

    /// @param firstLine of the text in the file, from 1
    record Part(int firstLine, String text) {}

    static List<Part> of(String text) {
        List<Part> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int firstLine = 1;
        int number = 0;
        boolean onlyDirectives = true;
        for (String line : text.split("\n", -1)) {
            number++;
            boolean begins = line.matches("---(\\s.*)?");
            // Directives (%YAML) belong to the document after the line that ends them.
            if (begins && !onlyDirectives) {
                parts.add(new Part(firstLine, part.toString()));
                part.setLength(0);
                firstLine = number;
            }
            if (!line.isBlank() && !line.startsWith("#") && !line.startsWith("%")) {
                onlyDirectives = false;
            }
            part.append(line).append('\n');
        }
        parts.add(new Part(firstLine, part.toString()));
        return parts;
    }
}
