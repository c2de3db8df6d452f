package io.gingham.dataplane.routes;

import io.gingham.netlink.message.Link;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The links of this machine by index and name, whether they are up with a carrier, and what was
/// said of that. For one thread at a time, but for [#known].
final class KnownLinks {

    private static final Logger LOG = LoggerFactory.getLogger(KnownLinks.class);

    private final Map<Integer, Boolean> running = new HashMap<>();
    private final Map<String, Integer> indexes = new HashMap<>();

    /// As many as a speaker has peers on.
    private final Map<String, Boolean> answers = new ConcurrentHashMap<>();

    /// It may have another name than before.
    void put(Link link) {
        running.put(link.index(), link.up() && link.carrier());
        if (!Objects.equals(indexes.get(link.name()), link.index())) {
            indexes.values().removeIf(index -> index == link.index());
            indexes.put(link.name(), link.index());
        }
    }

    void remove(int link) {
        running.remove(link);
        indexes.values().removeIf(index -> index == link);
    }

    /// What was said of them stays.
    void clear() {
        running.clear();
        indexes.clear();
    }

    boolean isRunning(int link) {
        return running.getOrDefault(link, false);
    }

    /// 0 if there is none of that name.
    int index(String name) {
        return indexes.getOrDefault(name, 0);
    }

    private boolean isRunning(String name) {
        return isRunning(index(name));
    }

    /// What was said of it, if it was asked for. Any thread may call.
    @Nullable Boolean known(String name) {
        return answers.get(name);
    }

    /// Whether packets could go over it.
    boolean answer(String name) {
        boolean carries = isRunning(name);
        answers.put(name, carries);
        return carries;
    }

    /// @return whether an answer that was given is another one now
    boolean judge() {
        boolean otherwise = false;
        for (Map.Entry<String, Boolean> answer : answers.entrySet()) {
            boolean carries = isRunning(answer.getKey());
            if (carries != answer.getValue()) {
                LOG.info(
                        "next hops on {} {} be reached",
                        answer.getKey(),
                        carries ? "can now" : "can no longer");
                answer.setValue(carries);
                otherwise = true;
            }
        }
        return otherwise;
    }
}
