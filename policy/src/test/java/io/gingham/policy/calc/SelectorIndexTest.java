package io.gingham.policy.calc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.delta.Delta;
import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.LabelParent;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.NetworkSet;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Selectable;
import io.gingham.policy.selector.Labels;
import io.gingham.policy.selector.Selector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SelectorIndexTest {

    private final SelectorIndex<String> index = new SelectorIndex<>();

    @Test
    void tellsWhatANewSelectorSelects() {
        index.putParent(Namespace.key("x"), namespace("x", Map.of()));
        index.putItem(pod("a", Map.of("app", "web")));
        index.putItem(pod("b", Map.of("app", "db")));

        assertEquals(
                List.of(pod("a", Map.of("app", "web"))),
                index.addSelector("web", Selector.parse("app == 'web'")));
    }

    @Test
    void tellsWhatAChangedItemStartsAndStopsToMatch() {
        index.putParent(Namespace.key("x"), namespace("x", Map.of()));
        index.putItem(pod("a", Map.of("app", "web")));
        index.addSelector("web", Selector.parse("app == 'web'"));
        index.addSelector("db", Selector.parse("app in {'db', 'cache'}"));
        index.addSelector("any", Selector.parse("has(app)"));

        Pod changed = pod("a", Map.of("app", "db"));
        assertEquals(
                Set.of(new Match<>("web", changed, false), new Match<>("db", changed, true)),
                Set.copyOf(index.putItem(changed)));
        assertEquals(Set.of("db", "any"), Set.copyOf(index.selectorsOf(changed.resourceKey())));
    }

    @Test
    void anItemIsSelectedOnlyWhileItsNamespaceIsKnown() {
        Pod pod = pod("a", Map.of());
        index.addSelector("all", new Selector.All());

        assertEquals(List.of(), index.putItem(pod));
        assertEquals(
                List.of(new Match<>("all", pod, true)),
                index.putParent(Namespace.key("x"), namespace("x", Map.of())));
        assertEquals(
                List.of(new Match<>("all", pod, false)), index.putParent(Namespace.key("x"), null));
    }

    @Test
    void aNamespacesLabelIsItsPods() {
        index.putParent(Namespace.key("x"), namespace("x", Map.of("team", "red")));
        Pod pod = pod("a", Map.of("team", "blue"));
        index.putItem(pod);
        index.addSelector("red", Selector.parse("pcns.team == 'red'"));

        assertEquals(List.of("red"), index.selectorsOf(pod.resourceKey()));
        assertEquals(
                List.of(new Match<>("red", pod, false)),
                index.putParent(Namespace.key("x"), namespace("x", Map.of("team", "green"))));
    }

    @Test
    void aLabelThatNoSelectorMentionsChangesNothing() {
        index.putParent(Namespace.key("x"), namespace("x", Map.of("note", "1")));
        index.putItem(pod("a", Map.of()));
        index.addSelector("all", Selector.parse("app != 'web'"));

        assertEquals(
                List.of(),
                index.putParent(Namespace.key("x"), namespace("x", Map.of("note", "2"))));
    }

    @Test
    void refusesASecondSelectorOfOneName() {
        index.addSelector("s", new Selector.All());

        assertThrows(IllegalStateException.class, () -> index.addSelector("s", new Selector.All()));
    }

    /// Random changes of everything; after each, the index knows what walking over all would find,
    /// and what it said adds up to that.
    @Test
    void knowsWhatWalkingOverAllWouldFind() {
        long seed = System.nanoTime();
        System.out.println("SelectorIndexTest seed " + seed);
        Dice dice = new Dice(seed);
        RandomPolicies policies = new RandomPolicies(dice);
        SortedMap<String, Selector> selectors = new TreeMap<>();
        Set<String> matches = new TreeSet<>();
        ClusterState state = ClusterState.EMPTY;
        for (int round = 0; round < 300; round++) {
            ClusterState next = RandomCluster.state(dice);
            for (ResourceKey key : dice.shuffled(List.copyOf(keys(state, next)))) {
                change(key, Optional.ofNullable(next.resources().get(key)), matches);
                state = state.with(delta(key, next));
                if (dice.oneIn(4)) {
                    String name = "s" + dice.upTo(12);
                    replace(name, policies.selector(), selectors, matches);
                }
            }
            assertEquals(expected(state, selectors), matches);
            check(state, matches);
        }
        assertTrue(selectors.size() > 10);
    }

    private static Set<ResourceKey> keys(ClusterState before, ClusterState after) {
        Set<ResourceKey> keys = new TreeSet<>(before.resources().keySet());
        keys.addAll(after.resources().keySet());
        return keys;
    }

    private static Delta<ResourceKey, Resource> delta(ResourceKey key, ClusterState next) {
        Resource resource = next.resources().get(key);
        return resource == null ? Delta.remove(key) : Delta.put(key, resource);
    }

    private void change(ResourceKey key, Optional<Resource> after, Set<String> matches) {
        List<Match<String>> changes =
                switch (key.kind()) {
                    case NAMESPACE, SERVICE_ACCOUNT, PROFILE ->
                            index.putParent(key, (LabelParent) after.orElse(null));
                    case POD, NETWORK_SET, GLOBAL_NETWORK_SET, HOST_ENDPOINT ->
                            after.map(Selectable.class::cast)
                                    .map(index::putItem)
                                    .orElseGet(() -> index.removeItem(key));
                    default -> List.of();
                };
        for (Match<String> match : changes) {
            String text = match.selector() + " " + match.item().resourceKey();
            assertTrue(
                    match.started() ? matches.add(text) : matches.remove(text),
                    () -> "said twice: " + match);
        }
    }

    private void replace(
            String name,
            Selector selector,
            SortedMap<String, Selector> selectors,
            Set<String> matches) {
        index.removeSelector(name);
        matches.removeIf(text -> text.startsWith(name + " "));
        selectors.put(name, selector);
        for (Resource selected : index.addSelector(name, selector)) {
            assertTrue(matches.add(name + " " + selected.resourceKey()));
        }
        assertEquals(
                matches.stream().filter(text -> text.startsWith(name + " ")).count(),
                index.itemsOf(name).size());
    }

    private static Set<String> expected(ClusterState state, Map<String, Selector> selectors) {
        Set<String> expected = new TreeSet<>();
        selectors.forEach(
                (name, selector) ->
                        state.resources()
                                .values()
                                .forEach(
                                        resource ->
                                                labels(state, resource)
                                                        .filter(selector::matches)
                                                        .ifPresent(
                                                                l ->
                                                                        expected.add(
                                                                                name
                                                                                        + " "
                                                                                        + resource
                                                                                                .resourceKey()))));
        return expected;
    }

    private static Optional<Labels> labels(ClusterState state, Resource resource) {
        return switch (resource) {
            case Pod pod -> state.labelsOf(pod);
            case NetworkSet set -> state.labelsOf(set);
            case HostEndpoint endpoint -> Optional.of(state.labelsOf(endpoint));
            default -> Optional.empty();
        };
    }

    private void check(ClusterState state, Set<String> matches) {
        for (ResourceKey key : state.resources().keySet()) {
            Set<String> names = new TreeSet<>();
            index.selectorsOf(key).forEach(name -> names.add(name + " " + key));
            assertTrue(matches.containsAll(names), () -> key + " " + names);
        }
    }

    private static Namespace namespace(String name, Map<String, String> labels) {
        return new Namespace(name, labels);
    }

    private static Pod pod(String name, Map<String, String> labels) {
        return new Pod(
                new PodKey("x", name),
                "",
                "n1",
                "",
                labels,
                List.of(),
                false,
                PodPhase.RUNNING,
                List.of());
    }
}
