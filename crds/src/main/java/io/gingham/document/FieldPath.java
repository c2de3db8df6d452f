package io.gingham.document;

/// Where something is in a document: `spec.ingress[0].from`; the document itself is the empty path.
public final class FieldPath {

    private FieldPath() {}

    public static String field(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /// @param index from 0
    public static String item(String path, int index) {
        return path + "[" + index + "]";
    }

    /// What the part is a part of; the document's own is itself.
    public static String around(String path) {
        return path.substring(
                0, Math.max(Math.max(path.lastIndexOf('.'), path.lastIndexOf('[')), 0));
    }
}
