package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Judges what was written by the kind's schema, in the API server's words.
///
/// Unknown fields go by `fieldValidation` of the request: `Strict` refuses them, `Warn` (which it
/// is when nothing was said) says so in a header, `Ignore` does nothing. Ours are kept in either
/// case, so that the agent fails closed on them.
final class FieldValidation {

    private final Validator validator;
    private final Definitions definitions;

    FieldValidation(Definitions definitions) {
        this.definitions = definitions;
        this.validator = new Validator(definitions);
    }

    /// @param seen what the object was: a field that is in it already is not new
    /// @param mode the request's `fieldValidation`
    /// @param warn told each unknown field that is not refused
    void check(
            ApiKind kind,
            ObjectNode object,
            @Nullable ObjectNode seen,
            String mode,
            Consumer<String> warn) {
        JsonNode schema = definitions.named(kind.definition());
        List<Violation> found = new ArrayList<>(validator.validate(object, schema));
        if (seen != null && !found.isEmpty()) {
            List<Violation> before = validator.validate(seen, schema);
            found.removeIf(each -> each instanceof Violation.UnknownField && before.contains(each));
        }
        List<String> unknown = new ArrayList<>();
        List<ApiException.Cause> causes = new ArrayList<>();
        for (Violation violation : found) {
            switch (violation) {
                case Violation.UnknownField field -> unknown.add(field.text());
                case Violation.WrongType type -> causes.add(wrongType(kind, type));
                case Violation.WrongValue value ->
                        causes.add(
                                new ApiException.Cause(
                                        value.reason(), value.path(), value.message()));
            }
        }
        if (!unknown.isEmpty()) {
            switch (mode) {
                case "Strict" ->
                        throw ApiException.badRequest(
                                handled(kind)
                                        + "strict decoding error: "
                                        + String.join(", ", unknown));
                case "Ignore" -> {}
                case "", "Warn" -> unknown.forEach(warn);
                default ->
                        throw ApiException.badRequest(
                                "invalid fieldValidation: '%s'; expected Ignore, Warn or Strict"
                                        .formatted(mode));
            }
        }
        if (!causes.isEmpty()) {
            throw ApiException.invalid(kind, Json.name(object), causes);
        }
    }

    private static String handled(ApiKind kind) {
        return "%s in version \"%s\" cannot be handled as a %s: "
                .formatted(kind.kind(), kind.version(), kind.kind());
    }

    /// Kubernetes' own kinds are read by Go's decoder, which knows no schema.
    private static ApiException.Cause wrongType(ApiKind kind, Violation.WrongType type) {
        if (!kind.custom()) {
            throw ApiException.badRequest(
                    handled(kind)
                            + "json: cannot unmarshal %s into Go struct field %s of type %s"
                                    .formatted(
                                            type.found().equals("boolean") ? "bool" : type.found(),
                                            kind.kind() + "." + type.path(),
                                            goType(type.expected())));
        }
        return new ApiException.Cause(
                "FieldValueTypeInvalid",
                type.path(),
                "Invalid value: \"%s\": %s in body must be of type %s: \"%s\""
                        .formatted(type.found(), type.path(), type.expected(), type.found()));
    }

    private static String goType(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "integer" -> "int32";
            case "boolean" -> "bool";
            case "array" -> "[]";
            case "object" -> "map";
            default -> type;
        };
    }
}
