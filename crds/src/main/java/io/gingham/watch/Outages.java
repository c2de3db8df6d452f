package io.gingham.watch;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which kinds can't be read from the API server now, and why. Shared by all kinds of a feed, so
/// that a server that is away is said once and not once a kind; a kind with a trouble of its own
/// (no permission, no such resource) is still named.
final class Outages {

    private static final Logger LOG = LoggerFactory.getLogger(Outages.class);

    private final Map<String, String> reasons = new HashMap<>();

    /// The kinds that can't be read, with the reason.
    synchronized Map<String, String> current() {
        return Map.copyOf(reasons);
    }

    /// What is missing and why, as a sentence; empty if nothing is.
    String summary() {
        Map<String, String> now = new TreeMap<>(current());
        return now.isEmpty()
                ? ""
                : "the API server does not give "
                        + String.join(", ", now.keySet())
                        + ": "
                        + String.join("; ", new TreeSet<>(now.values()));
    }

    synchronized void begin(String kind, String reason) {
        boolean known = reasons.containsValue(reason);
        reasons.put(kind, reason);
        if (!known) {
            LOG.warn(
                    "can't list or watch {}: {}; the last known state stays in force, and it is tried again",
                    kind,
                    reason);
        }
    }

    synchronized void end(String kind) {
        String reason = reasons.remove(kind);
        if (reason != null && Collections.frequency(reasons.values(), reason) == 0) {
            LOG.info("the API server answers again, after: {}", reason);
        }
    }
}
