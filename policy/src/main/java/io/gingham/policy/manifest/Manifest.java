package io.gingham.policy.manifest;

import io.gingham.document.FieldPath;
import java.util.Map;

/// One object of a file.
///
/// @param object maps, lists, strings, numbers, booleans, nulls
/// @param lines by path (`spec.ingress[0].from`; the object itself is the empty path), from 1
public record Manifest(String file, Map<String, Object> object, Map<String, Integer> lines) {

    public Manifest {
        lines = Map.copyOf(lines);
    }

    /// The line of the path, or of the nearest part around it that is written down.
    public int line(String path) {
        String at = path;
        while (true) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
            if (at.isEmpty()) {
                return 0;
            }
            at = FieldPath.around(at);
        }
    }

    /// `shop.yaml:12`.
    public String where(String path) {
        return file + ":" + line(path);
    }
}
