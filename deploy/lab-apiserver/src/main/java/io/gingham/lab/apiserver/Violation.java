package io.gingham.lab.apiserver;

/// What a schema says against an object.
///
/// @param path `spec.ingress[0].ports[1].port`
sealed interface Violation {

    String path();

    /// @param guess the field that may have been meant, or empty
    record UnknownField(String path, String guess) implements Violation {
        String text() {
            String meant = guess.isEmpty() ? "" : " (did you mean \"%s\"?)".formatted(guess);
            return "unknown field \"%s\"%s".formatted(path, meant);
        }
    }

    /// @param expected the type: `boolean`
    /// @param found what it is, as Go names it: `string`
    record WrongType(String path, String expected, String found, String value)
            implements Violation {}

    /// @param reason `FieldValueRequired`, `FieldValueInvalid`, `FieldValueNotSupported`
    record WrongValue(String path, String reason, String message) implements Violation {}
}
