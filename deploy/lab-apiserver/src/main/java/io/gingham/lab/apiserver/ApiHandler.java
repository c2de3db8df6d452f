package io.gingham.lab.apiserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers requests: what the server is and has by itself, and what concerns objects through
/// [ObjectCalls].
final class ApiHandler implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);

    private final Resources resources;
    private final Discovery discovery;
    private final OpenApi openApi;
    private final PodLogs logs;

    ApiHandler(Resources resources, PodLogs logs) {
        this.resources = resources;
        this.discovery = new Discovery(resources.kinds());
        this.openApi = new OpenApi(resources.kinds());
        this.logs = logs;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            if (!Call.header(exchange, "Upgrade").equals("websocket")) {
                answer(exchange, Call.of(exchange));
            } else {
                // The client then watches by an ordinary request.
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, -1);
            }
        } catch (ApiException e) {
            send(exchange, e.code(), e.status());
        } catch (IOException e) {
            // The client went away.
            LOG.debug("{} {}", exchange.getRequestMethod(), exchange.getRequestURI(), e);
        } catch (RuntimeException e) {
            LOG.error("{} {}", exchange.getRequestMethod(), exchange.getRequestURI(), e);
            send(
                    exchange,
                    500,
                    ApiException.badRequest("the lab's API server failed: " + e)
                            .status()
                            .put("reason", "InternalError")
                            .put("code", 500));
        } finally {
            exchange.close();
        }
    }

    private void answer(HttpExchange exchange, Call call) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Optional<Call.Target> target = call.target(resources.kinds());
        if (target.isPresent()) {
            object(exchange, call, target.get(), body);
        } else if (call.segments().equals(List.of("openapi", "v2"))) {
            openApiV2(exchange, call);
        } else {
            send(exchange, 200, itself(call).orElseThrow(ApiException::noSuchPath));
        }
    }

    private Optional<? extends JsonNode> itself(Call call) {
        List<String> path = call.segments();
        String first = path.isEmpty() ? "" : path.getFirst();
        return switch (first) {
            case "version" -> Optional.of(Discovery.version());
            case "healthz", "livez", "readyz" -> Optional.of(Json.object().put("status", "ok"));
            case "api" ->
                    path.size() == 1
                            ? Optional.of(Discovery.core())
                            : path.size() == 2
                                    ? discovery.resources("", path.get(1))
                                    : Optional.empty();
            case "apis" ->
                    switch (path.size()) {
                        case 1 -> Optional.of(discovery.groupList());
                        case 2 -> discovery.group(path.get(1));
                        case 3 -> discovery.resources(path.get(1), path.get(2));
                        default -> Optional.empty();
                    };
            case "openapi" ->
                    path.size() < 2 || !path.get(1).equals("v3")
                            ? Optional.empty()
                            : path.size() == 2
                                    ? Optional.of(openApi.v3Index())
                                    : openApi.v3(String.join("/", path.subList(2, path.size())));
            default -> Optional.empty();
        };
    }

    private void openApiV2(HttpExchange exchange, Call call) throws IOException {
        if (call.accept().contains("protobuf")) {
            send(exchange, 200, OpenApiProtobuf.MEDIA_TYPE, OpenApiProtobuf.document(openApi.v2()));
        } else {
            send(exchange, 200, openApi.v2());
        }
    }

    private void object(HttpExchange exchange, Call call, Call.Target target, byte[] body)
            throws IOException {
        boolean reads = call.method().equals("GET");
        if (reads && target.subresource().equals("log")) {
            logs.serve(exchange, call, target);
        } else if (reads && (call.flag("watch") || call.flag("watch="))) {
            new WatchStream(resources.store(), call, target).serve(exchange);
        } else {
            ObjectCalls.Answer answer =
                    new ObjectCalls(
                                    resources,
                                    call,
                                    target,
                                    warning ->
                                            exchange.getResponseHeaders()
                                                    .add("Warning", warning(warning)))
                            .answer(parse(call, body));
            send(exchange, answer.code(), answer.body());
        }
    }

    private static String warning(String text) {
        return "299 - \"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /// A missing node if there is no body.
    private static JsonNode parse(Call call, byte[] body) throws IOException {
        if (body.length == 0) {
            return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        }
        String type = call.contentType();
        if (type.startsWith(ProtobufBody.MEDIA_TYPE)) {
            return ProtobufBody.read(body);
        }
        if (!type.isEmpty() && !type.contains("json") && !type.contains("yaml")) {
            throw ApiException.unsupportedMediaType(type, "application/json, application/yaml");
        }
        try {
            // An apply of kubectl's is JSON, whatever it says.
            if (type.contains("yaml") && body[0] != '{') {
                return Yaml.read(new String(body, StandardCharsets.UTF_8)).getFirst();
            }
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest("the body can't be read: " + e.getOriginalMessage());
        }
    }

    private static void send(HttpExchange exchange, int code, JsonNode body) throws IOException {
        send(exchange, code, "application/json", Json.bytes(body));
    }

    private static void send(HttpExchange exchange, int code, String type, byte[] body)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    static ObjectNode objectOf(JsonNode body) {
        if (body instanceof ObjectNode object) {
            return object;
        }
        throw ApiException.badRequest("the body must be an object");
    }
}
