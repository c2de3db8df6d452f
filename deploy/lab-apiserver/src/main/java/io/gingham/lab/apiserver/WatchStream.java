package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The answer to a watch: one event a line, until the client goes or the time is over.
final class WatchStream {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(40);

    /// Between two bookmarks, by which a client that has gone is also noticed.
    private static final Duration BOOKMARK = Duration.ofSeconds(20);

    private final Store store;
    private final Call call;
    private final Call.Target target;
    private final Predicate<ObjectNode> which;
    private final BlockingQueue<Store.Change> changes = new LinkedBlockingQueue<>();

    WatchStream(Store store, Call call, Call.Target target) {
        this.store = store;
        this.call = call;
        this.target = target;
        this.which = call.which(target);
    }

    void serve(HttpExchange exchange) throws IOException {
        Runnable end = begin();
        try {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream output = exchange.getResponseBody()) {
                output.flush();
                follow(output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end.run();
        }
    }

    /// @throws ApiException before anything is answered, if the version is too old
    private Runnable begin() {
        String from = call.query("resourceVersion");
        if (from.isEmpty() || from.equals("0") || call.flag("sendInitialEvents")) {
            return store.watchFromNow(target.kind(), changes::add);
        }
        try {
            return store.watch(Long.parseLong(from), changes::add);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("invalid resource version: " + from);
        }
    }

    private void follow(OutputStream output) throws IOException, InterruptedException {
        String seconds = call.query("timeoutSeconds");
        Instant end =
                Instant.now()
                        .plus(
                                seconds.matches("[1-9][0-9]{0,6}")
                                        ? Duration.ofSeconds(Long.parseLong(seconds))
                                        : DEFAULT_TIMEOUT);
        boolean initial = call.flag("sendInitialEvents");
        while (Instant.now().isBefore(end)) {
            long left = Math.max(1, Duration.between(Instant.now(), end).toMillis());
            Store.Change change =
                    initial
                            ? changes.poll()
                            : changes.poll(
                                    Math.min(left, BOOKMARK.toMillis()), TimeUnit.MILLISECONDS);
            if (change != null) {
                write(output, change);
            } else if (initial) {
                initial = false;
                write(output, "BOOKMARK", bookmark(true));
            } else if (call.flag("allowWatchBookmarks")) {
                write(output, "BOOKMARK", bookmark(false));
            }
        }
    }

    private ObjectNode bookmark(boolean endOfInitial) {
        ObjectNode object = Json.object();
        object.put("kind", target.kind().kind()).put("apiVersion", target.kind().apiVersion());
        ObjectNode metadata = object.putObject("metadata");
        metadata.put("resourceVersion", Long.toString(store.version()));
        if (endOfInitial) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        return object;
    }

    private void write(OutputStream output, Store.Change change) throws IOException {
        if (!change.resource().equals(Store.Resource.of(target.kind()))) {
            return;
        }
        boolean now = change.type() != Store.Type.DELETED && which.test(change.object());
        boolean before = change.before() != null && which.test(change.before());
        if (now || before) {
            String type = !now ? "DELETED" : before ? "MODIFIED" : "ADDED";
            write(output, type, change.object());
        }
    }

    private void write(OutputStream output, String type, ObjectNode object) throws IOException {
        ObjectNode event = Json.object().put("type", type);
        event.set(
                "object",
                call.wantsTable() && !type.equals("BOOKMARK")
                        ? Tables.of(
                                target.kind(),
                                List.of(object),
                                Json.text(object, "metadata", "resourceVersion"))
                        : object);
        output.write(Json.bytes(event));
        output.write('\n');
        output.flush();
    }
}
