package io.gingham.agent.part;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What parts have to say, each thing once: the log gets it when it comes, and no second time while
/// it is there. Any thread may call.
public final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final Map<String, Set<Problem>> byPart = new LinkedHashMap<>();
    private final Set<String> kinds = new HashSet<>();

    /// @param now all that the part has to say now
    synchronized void update(String part, List<Problem> now) {
        Set<Problem> before = byPart.getOrDefault(part, Set.of());
        for (Problem problem : now) {
            if (!before.contains(problem) && !problem.isFailure()) {
                LOG.warn("{}", problem.sentence());
            }
        }
        now.forEach(problem -> kinds.add(problem.id()));
        byPart.put(part, Set.copyOf(now));
    }

    /// How many there are of each kind, by id; a kind that was there once stays, with 0.
    public synchronized Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        kinds.forEach(kind -> counts.put(kind, 0L));
        byPart.values().forEach(all -> all.forEach(one -> counts.merge(one.id(), 1L, Long::sum)));
        return counts;
    }
}
