package io.gingham.agent.enforce;

import io.gingham.policy.model.ResourceKey;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// Which version of each object the kernel's rules are made of.
final class Receipts {

    /// Those of the graph that are not in the kernel yet; the version of what is gone is empty.
    private final Map<ResourceKey, String> unconfirmed = new TreeMap<>();

    /// By kind and object. Read by whoever asks for the status.
    private final Map<String, Map<String, String>> versions = new ConcurrentSkipListMap<>();

    /// The graph has taken these in.
    void note(Map<ResourceKey, String> receipts) {
        unconfirmed.putAll(receipts);
    }

    /// What the graph has taken in is in the kernel now.
    void confirm() {
        unconfirmed.forEach(
                (key, version) -> {
                    Map<String, String> ofKind =
                            versions.computeIfAbsent(
                                    key.kind().resourceName(), k -> new ConcurrentSkipListMap<>());
                    if (version.isEmpty()) {
                        ofKind.remove(key.path());
                    } else {
                        ofKind.put(key.path(), version);
                    }
                });
        unconfirmed.clear();
    }

    /// By kind (`pods`) and object (`namespace/name`); it changes as more is confirmed.
    Map<String, Map<String, String>> versions() {
        return Collections.unmodifiableMap(versions);
    }
}
