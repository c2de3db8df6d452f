package io.gingham.bench.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The objects of one kind, and who watches them. Any thread; events come in the order of their
/// versions.
final class ResourceCollection {

    /// In an object's text: replaced by its resource version.
    static final String VERSION = "\"resourceVersion\":\"\"";

    /// Events kept for watches that begin later.
    private static final int LOG = 20_000;

    private record Event(long version, byte[] text) {}

    private final ResourceKind kind;
    private final AtomicLong versions;
    private final NavigableMap<String, String> objects = new TreeMap<>();
    private final Deque<Event> log = new ArrayDeque<>();
    private final List<WebSocket> watches = new ArrayList<>();

    /// Events up to this version are no longer in the log.
    private long forgotten;

    /// @param versions shared by all collections
    ResourceCollection(ResourceKind kind, AtomicLong versions) {
        this.kind = kind;
        this.versions = versions;
    }

    /// @param key `namespace/name`, or the name alone
    /// @return [System#nanoTime] just before the event was written to the watches
    synchronized long put(String key, String json) {
        long version = versions.incrementAndGet();
        String text = json.replace(VERSION, "\"resourceVersion\":\"" + version + "\"");
        return tell(objects.put(key, text) == null ? "ADDED" : "MODIFIED", version, text);
    }

    /// @return as for [#put]
    synchronized long remove(String key) {
        String text = objects.remove(key);
        if (text == null) {
            throw new IllegalArgumentException("no " + kind.kind() + " " + key);
        }
        return tell("DELETED", versions.incrementAndGet(), text);
    }

    private long tell(String type, long version, String object) {
        Event event =
                new Event(
                        version,
                        ("{\"type\":\"" + type + "\",\"object\":" + object + "}")
                                .getBytes(StandardCharsets.UTF_8));
        log.addLast(event);
        if (log.size() > LOG) {
            forgotten = log.removeFirst().version();
        }
        long now = System.nanoTime();
        watches.removeIf(watch -> !watch.send(event.text()));
        return now;
    }

    /// A page of the list, in the order of the keys.
    ///
    /// @param limit objects at most; 0: all
    /// @param token of the page before; null: the first page
    synchronized byte[] list(int limit, @Nullable String token) {
        String[] place = token == null ? new String[] {"", ""} : decode(token);
        String version = token == null ? Long.toString(versions.get()) : place[0];
        StringBuilder items = new StringBuilder();
        String last = "";
        int count = 0;
        boolean more = false;
        for (var object : objects.tailMap(place[1], false).entrySet()) {
            if (limit > 0 && count == limit) {
                more = true;
                break;
            }
            items.append(count++ == 0 ? "" : ",").append(object.getValue());
            last = object.getKey();
        }
        return "{\"kind\":\"%sList\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"%s\"%s},\"items\":[%s]}"
                .formatted(
                        kind.kind(),
                        kind.apiVersion(),
                        version,
                        more ? ",\"continue\":\"" + encode(version, last) + "\"" : "",
                        items)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String encode(String version, String key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((version + " " + key).getBytes(StandardCharsets.UTF_8));
    }

    private static String[] decode(String token) {
        return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8)
                .split(" ", 2);
    }

    /// Sends what has changed since the version, and from now on each change.
    synchronized void watch(long since, WebSocket watch) {
        if (since < forgotten) {
            watch.send(
                    "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"Expired\",\"code\":410}}"
                            .getBytes(StandardCharsets.UTF_8));
            watch.close();
            return;
        }
        log.stream()
                .filter(event -> event.version() > since)
                .forEach(event -> watch.send(event.text()));
        watches.add(watch);
    }

    synchronized void unwatch(WebSocket watch) {
        watches.remove(watch);
    }

    synchronized int watches() {
        return watches.size();
    }
}
