package io.gingham.lab.apiserver;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/// One request, taken apart.
///
/// @param segments of the path, without empty ones
record Call(
        String method,
        List<String> segments,
        Map<String, String> query,
        String accept,
        String contentType) {

    /// What a path of a resource names.
    ///
    /// @param namespace empty for all, and for kinds without
    /// @param name empty for the whole collection
    /// @param subresource empty, or `status`, `scale`, `log`
    record Target(ApiKind kind, String namespace, String name, String subresource) {}

    static Call of(HttpExchange exchange) {
        String path = exchange.getRequestURI().getRawPath();
        List<String> segments =
                Arrays.stream(path.split("/", -1))
                        .filter(segment -> !segment.isEmpty())
                        .map(segment -> URLDecoder.decode(segment, StandardCharsets.UTF_8))
                        .toList();
        Map<String, String> query = new LinkedHashMap<>();
        String raw = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
        for (String pair : raw.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return new Call(
                exchange.getRequestMethod(),
                segments,
                query,
                header(exchange, "Accept"),
                header(exchange, "Content-Type"));
    }

    static String header(HttpExchange exchange, String name) {
        return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
    }

    String query(String name) {
        return query.getOrDefault(name, "");
    }

    boolean flag(String name) {
        return query(name).equals("true") || query(name).equals("1");
    }

    boolean wantsTable() {
        return accept.contains("as=Table");
    }

    /// @return empty if the path is of another form, or there is no such kind
    Optional<Target> target(Kinds kinds) {
        boolean core = !segments.isEmpty() && segments.getFirst().equals("api");
        int from = core ? 2 : 3;
        if (segments.size() <= from || !core && !segments.getFirst().equals("apis")) {
            return Optional.empty();
        }
        String group = core ? "" : segments.get(1);
        String version = segments.get(from - 1);
        List<String> rest = segments.subList(from, segments.size());
        String namespace = "";
        if (rest.size() > 2
                && rest.getFirst().equals("namespaces")
                && !List.of("status", "finalize").contains(rest.get(2))) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        if (rest.size() > 3) {
            return Optional.empty();
        }
        Optional<ApiKind> kind = kinds.find(group, version, rest.getFirst());
        String within = namespace;
        String name = rest.size() > 1 ? rest.get(1) : "";
        String subresource = rest.size() > 2 ? rest.get(2) : "";
        return kind.filter(found -> found.namespaced() || within.isEmpty())
                .map(found -> new Target(found, within, name, subresource));
    }

    /// Which objects a list or watch is about.
    Predicate<com.fasterxml.jackson.databind.node.ObjectNode> which(Target target) {
        var labels = Selectors.labels(query("labelSelector"));
        var fields = Selectors.fields(query("fieldSelector"));
        return object ->
                (target.namespace().isEmpty() || target.namespace().equals(Json.namespace(object)))
                        && (target.name().isEmpty() || target.name().equals(Json.name(object)))
                        && labels.test(object)
                        && fields.test(object);
    }
}
