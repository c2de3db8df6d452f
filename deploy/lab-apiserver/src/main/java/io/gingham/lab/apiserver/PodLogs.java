package io.gingham.lab.apiserver;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the lab's kubelet wrote down of a pod: a file for each, in the folder of the lab's logs.
final class PodLogs {

    private static final int POLL_MILLIS = 200;

    private final Path folder;
    private final Resources resources;

    PodLogs(Path folder, Resources resources) {
        this.folder = folder;
        this.resources = resources;
    }

    void serve(HttpExchange exchange, Call call, Call.Target pod) throws IOException {
        resources.get(pod.kind(), pod.namespace(), pod.name());
        Path file = folder.resolve("pod-" + pod.namespace() + "_" + pod.name() + ".log");
        String tail = call.query("tailLines");
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream output = exchange.getResponseBody()) {
            List<String> lines = read(file);
            int from =
                    tail.matches("[0-9]{1,9}")
                            ? Math.max(0, lines.size() - Integer.parseInt(tail))
                            : 0;
            while (true) {
                for (String line : lines.subList(Math.min(from, lines.size()), lines.size())) {
                    output.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                }
                output.flush();
                from = lines.size();
                if (!call.flag("follow") || isGone(pod)) {
                    return;
                }
                Thread.sleep(POLL_MILLIS);
                lines = read(file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isGone(Call.Target pod) {
        return resources.store().get(pod.kind(), pod.namespace(), pod.name()).isEmpty();
    }

    /// A pod that does not run yet has none.
    private static List<String> read(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}
