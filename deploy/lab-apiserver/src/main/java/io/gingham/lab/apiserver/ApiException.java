package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// A request that is refused: what the answer is, in the words of Kubernetes' API server.
final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// One field that is wrong.
    record Cause(String reason, String field, String message) {}

    private final int code;
    private final String reason;
    private final transient List<Cause> causes;
    private final String group;
    private final String kind;
    private final String name;

    private ApiException(
            int code,
            String reason,
            String message,
            String group,
            String kind,
            String name,
            List<Cause> causes) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.group = group;
        this.kind = kind;
        this.name = name;
        this.causes = List.copyOf(causes);
    }

    static ApiException badRequest(String message) {
        return new ApiException(400, "BadRequest", message, "", "", "", List.of());
    }

    static ApiException notFound(ApiKind kind, String name) {
        String message = "%s \"%s\" not found".formatted(kind.resource(), name);
        return new ApiException(
                404, "NotFound", message, kind.group(), kind.plural(), name, List.of());
    }

    static ApiException noSuchPath() {
        return new ApiException(
                404,
                "NotFound",
                "the server could not find the requested resource",
                "",
                "",
                "",
                List.of());
    }

    static ApiException alreadyExists(ApiKind kind, String name) {
        String message = "%s \"%s\" already exists".formatted(kind.resource(), name);
        return new ApiException(
                409, "AlreadyExists", message, kind.group(), kind.plural(), name, List.of());
    }

    static ApiException conflict(ApiKind kind, String name, String why) {
        String message =
                "Operation cannot be fulfilled on %s \"%s\": %s"
                        .formatted(kind.resource(), name, why);
        return new ApiException(
                409, "Conflict", message, kind.group(), kind.plural(), name, List.of());
    }

    static ApiException methodNotAllowed() {
        return new ApiException(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                "",
                "",
                "",
                List.of());
    }

    static ApiException unsupportedMediaType(String type, String expected) {
        return new ApiException(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format (%s) - accepted media types include: %s"
                        .formatted(type, expected),
                "",
                "",
                "",
                List.of());
    }

    static ApiException forbidden(ApiKind kind, String name, String why) {
        String message = "%s \"%s\" is forbidden: %s".formatted(kind.resource(), name, why);
        return new ApiException(
                403, "Forbidden", message, kind.group(), kind.plural(), name, List.of());
    }

    static ApiException gone(String message) {
        return new ApiException(410, "Expired", message, "", "", "", List.of());
    }

    static ApiException invalid(ApiKind kind, String name, List<Cause> causes) {
        List<String> texts =
                causes.stream().map(cause -> cause.field() + ": " + cause.message()).toList();
        String all = texts.size() == 1 ? texts.getFirst() : texts.toString().replace("], [", ", ");
        String full = kind.group().isEmpty() ? kind.kind() : kind.kind() + "." + kind.group();
        return new ApiException(
                422,
                "Invalid",
                "%s \"%s\" is invalid: %s".formatted(full, name, all),
                kind.group(),
                kind.kind(),
                name,
                causes);
    }

    int code() {
        return code;
    }

    String reason() {
        return reason;
    }

    ObjectNode status() {
        ObjectNode status = Json.object();
        status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
        status.put("status", "Failure").put("message", getMessage()).put("reason", reason);
        if (!kind.isEmpty()) {
            ObjectNode details = status.putObject("details");
            details.put("name", name).put("kind", kind);
            if (!group.isEmpty()) {
                details.put("group", group);
            }
            for (Cause cause : causes) {
                details.withArray("causes")
                        .addObject()
                        .put("reason", cause.reason())
                        .put("message", cause.message())
                        .put("field", cause.field());
            }
        }
        return status.put("code", code);
    }
}
