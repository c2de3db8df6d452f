package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// All objects, in memory, and the last changes of them. What is put in and taken out are the
/// store's own trees: nobody changes one, who wants another puts a copy.
///
/// Resource versions begin at the time of the start, so that those of an earlier server at the same
/// address are known to be too old.
final class Store {

    /// Changes that are kept for watches that begin in the past.
    private static final int HISTORY = 5000;

    /// The resource of a kind, in whatever version.
    record Resource(String group, String plural) {
        static Resource of(ApiKind kind) {
            return new Resource(kind.group(), kind.plural());
        }
    }

    enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    /// @param before what the object was; null if it is new
    record Change(
            long version,
            Resource resource,
            Type type,
            ObjectNode object,
            @org.jspecify.annotations.Nullable ObjectNode before) {}

    /// @param objects in the order of their namespaces and names
    record Listing(List<ObjectNode> objects, long version) {}

    private final Map<Resource, SortedMap<String, ObjectNode>> objects = new HashMap<>();
    private final Deque<Change> history = new ArrayDeque<>();
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private final long first = System.currentTimeMillis() * 1000;
    private long version = first;

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    private SortedMap<String, ObjectNode> of(Resource resource) {
        return objects.computeIfAbsent(resource, r -> new TreeMap<>());
    }

    synchronized Optional<ObjectNode> get(ApiKind kind, String namespace, String name) {
        return Optional.ofNullable(of(Resource.of(kind)).get(key(namespace, name)));
    }

    synchronized Listing list(ApiKind kind, Predicate<ObjectNode> which) {
        return new Listing(of(Resource.of(kind)).values().stream().filter(which).toList(), version);
    }

    /// Puts an object in place of the one that the caller has seen.
    ///
    /// @param seen null if there must be none
    /// @return false if there is another by now
    synchronized boolean put(
            ApiKind kind, ObjectNode object, @org.jspecify.annotations.Nullable ObjectNode seen) {
        String key = key(Json.namespace(object), Json.name(object));
        SortedMap<String, ObjectNode> there = of(Resource.of(kind));
        if (there.get(key) != seen) {
            return false;
        }
        version++;
        Json.child(object, "metadata").put("resourceVersion", Long.toString(version));
        there.put(key, object);
        tell(
                new Change(
                        version,
                        Resource.of(kind),
                        seen == null ? Type.ADDED : Type.MODIFIED,
                        object,
                        seen));
        return true;
    }

    /// @return false if there is another by now
    synchronized boolean remove(ApiKind kind, ObjectNode seen) {
        String key = key(Json.namespace(seen), Json.name(seen));
        SortedMap<String, ObjectNode> there = of(Resource.of(kind));
        if (there.get(key) != seen) {
            return false;
        }
        there.remove(key);
        version++;
        ObjectNode last = seen.deepCopy();
        Json.child(last, "metadata").put("resourceVersion", Long.toString(version));
        tell(new Change(version, Resource.of(kind), Type.DELETED, last, seen));
        return true;
    }

    private void tell(Change change) {
        history.addLast(change);
        if (history.size() > HISTORY) {
            history.removeFirst();
        }
        listeners.forEach(listener -> listener.accept(change));
    }

    /// Tells every change from now on, within the store's lock: the listener only notes it down.
    synchronized void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    /// Tells all changes after a version, and every one from now on.
    ///
    /// @return what ends it
    /// @throws ApiException if changes after that version are no longer known
    synchronized Runnable watch(long after, Consumer<Change> listener) {
        long oldest = history.isEmpty() ? version : history.getFirst().version() - 1;
        if (after < oldest || after > version) {
            throw ApiException.gone("too old resource version: %d (%d)".formatted(after, oldest));
        }
        List<Change> missed = new ArrayList<>(history);
        missed.stream().filter(change -> change.version() > after).forEach(listener);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /// Tells all objects of a kind as new, and every change of any kind from now on.
    synchronized Runnable watchFromNow(ApiKind kind, Consumer<Change> listener) {
        Resource resource = Resource.of(kind);
        of(resource)
                .values()
                .forEach(
                        object ->
                                listener.accept(
                                        new Change(version, resource, Type.ADDED, object, null)));
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    synchronized long version() {
        return version;
    }
}
