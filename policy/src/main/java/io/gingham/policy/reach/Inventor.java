package io.gingham.policy.reach;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PodKey;
import io.gingham.policy.model.PodPhase;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ServiceAccount;
import io.gingham.policy.selector.Selector;
import io.gingham.value.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes up pods that terms are true of, and as little else as can be: labels that no term wants
/// they have not, a namespace that none names is a new one.
final class Inventor {

    private static final String MADE_UP = "made-up-";
    private static final String ANY = "any";
    private static final int MOST_CHOICES = 64;
    private static final List<String> NAMESPACE_NAMES =
            List.of(
                    EffectiveLabels.NAMESPACE,
                    EffectiveLabels.NAMESPACE_PREFIX + "kubernetes.io/metadata.name",
                    EffectiveLabels.NAMESPACE_PREFIX + EffectiveLabels.NAME);
    private static final List<String> ACCOUNT_NAMES =
            List.of(
                    EffectiveLabels.SERVICE_ACCOUNT,
                    EffectiveLabels.SERVICE_ACCOUNT_PREFIX + EffectiveLabels.NAME);

    private final ClusterState state;

    /// For each pod its own, of each family.
    private final Supplier<List<IpAddress>> addresses;

    /// By what they are like.
    private final Map<Wanted, PodToCome> made = new LinkedHashMap<>();

    private int number;

    /// @param labels as selectors see them, the names apart
    private record Wanted(
            Map<String, String> labels, List<Selector> namespaceName, List<Selector> accountName) {}

    Inventor(ClusterState state, Supplier<List<IpAddress>> addresses) {
        this.state = state;
        this.addresses = addresses;
    }

    /// One that as few of the others are about as can be. Empty if there can be no such pod: in a
    /// namespace that is there, as that is.
    Optional<PodToCome> pod(PodsLike like, Collection<PodsLike> others) {
        Map<String, List<Selector>> byLabel = new TreeMap<>();
        like.terms()
                .forEach(
                        term ->
                                byLabel.computeIfAbsent(
                                                Alternatives.label(term), l -> new ArrayList<>())
                                        .add(term));
        List<Selector> namespaceName = take(NAMESPACE_NAMES, byLabel);
        List<Selector> accountName = take(ACCOUNT_NAMES, byLabel);
        Optional<PodToCome> best = Optional.empty();
        long least = Long.MAX_VALUE;
        for (Map<String, String> labels : choices(byLabel)) {
            Wanted wanted = new Wanted(labels, namespaceName, accountName);
            Optional<PodToCome> pod = draft(wanted).filter(one -> like.selects(one.labels()));
            long about = pod.map(one -> about(one, others)).orElse(Long.MAX_VALUE);
            if (about < least) {
                least = about;
                best = pod.map(one -> made.computeIfAbsent(wanted, key -> addressed(one)));
            }
        }
        return best;
    }

    private static long about(PodToCome pod, Collection<PodsLike> others) {
        return others.stream().filter(other -> other.selects(pod.labels())).count();
    }

    /// Those made so far.
    List<PodToCome> pods() {
        return List.copyOf(made.values());
    }

    /// The cluster with them in it.
    ClusterState state() {
        List<Resource> all = new ArrayList<>(state.resources().values());
        pods().forEach(pod -> all.addAll(pod.resources()));
        return ClusterState.of(all);
    }

    /// With values that the terms are true of; few, since most labels have one.
    private static List<Map<String, String>> choices(Map<String, List<Selector>> byLabel) {
        List<Map<String, String>> all = List.of(Map.of());
        for (Map.Entry<String, List<Selector>> entry : byLabel.entrySet()) {
            List<Map<String, String>> longer = new ArrayList<>();
            List<Value> values = values(entry.getValue());
            if (values.isEmpty()) {
                return List.of();
            }
            for (Map<String, String> begun : all) {
                for (Value value : longer.size() < MOST_CHOICES ? values : values.subList(0, 1)) {
                    Map<String, String> labels = new TreeMap<>(begun);
                    if (value.text() != null) {
                        labels.put(entry.getKey(), value.text());
                    }
                    longer.add(labels);
                }
            }
            all = longer;
        }
        return all;
    }

    private Optional<PodToCome> draft(Wanted wanted) {
        String name = MADE_UP + number;
        return names(wanted.namespaceName, name).stream()
                .map(namespace -> pod(name, namespace, wanted))
                .filter(pod -> wanted.namespaceName.stream().allMatch(t -> t.matches(pod.labels())))
                .findFirst();
    }

    private PodToCome addressed(PodToCome draft) {
        number++;
        Pod pod = draft.pod();
        return new PodToCome(
                new Pod(
                        pod.key(),
                        pod.uid(),
                        pod.node(),
                        pod.serviceAccount(),
                        pod.labels(),
                        addresses.get(),
                        pod.hostNetwork(),
                        pod.phase(),
                        pod.ports()),
                draft.namespace(),
                draft.account());
    }

    private static List<Selector> take(List<String> names, Map<String, List<Selector>> from) {
        List<Selector> all = new ArrayList<>();
        for (String name : names) {
            all.addAll(Objects.requireNonNullElse(from.remove(name), List.of()));
        }
        return all;
    }

    /// The name of an account that there may be; empty for none.
    private static Optional<String> account(Wanted wanted) {
        boolean needed =
                wanted.labels.keySet().stream()
                        .anyMatch(l -> l.startsWith(EffectiveLabels.SERVICE_ACCOUNT_PREFIX));
        return values(wanted.accountName).stream()
                .filter(value -> !needed || value.text() != null)
                .findFirst()
                .flatMap(value -> Optional.ofNullable(value.text()));
    }

    private PodToCome pod(String name, String namespaceName, Wanted wanted) {
        Map<String, String> labels = wanted.labels;
        Namespace namespace =
                state.namespace(namespaceName)
                        .or(() -> known(namespaceName))
                        .orElseGet(() -> namespace(namespaceName, labels));
        Optional<String> accountName = account(wanted);
        Map<String, String> own = new TreeMap<>(labels);
        own.keySet().removeIf(EffectiveLabels::isReserved);
        Pod pod =
                new Pod(
                        new PodKey(namespaceName, name),
                        "",
                        "",
                        accountName.orElse(""),
                        own,
                        List.of(),
                        false,
                        PodPhase.RUNNING,
                        List.of());
        return new PodToCome(
                pod, namespace, accountName.flatMap(of -> account(namespaceName, of, labels)));
    }

    /// Empty for one that nothing is known of, although pods run under it: with labels these pods
    /// would be others.
    private Optional<ServiceAccount> account(
            String namespace, String name, Map<String, String> labels) {
        if (state.resources().get(ServiceAccount.key(namespace, name))
                instanceof ServiceAccount there) {
            return Optional.of(there);
        }
        boolean used =
                state.all(Pod.class).stream()
                        .anyMatch(
                                pod ->
                                        pod.key().namespace().equals(namespace)
                                                && pod.serviceAccount().equals(name));
        Map<String, String> own = of(EffectiveLabels.SERVICE_ACCOUNT_PREFIX, labels);
        return used ? Optional.empty() : Optional.of(new ServiceAccount(namespace, name, own));
    }

    /// A namespace has one set of labels, also if two pods are made up in it.
    private Optional<Namespace> known(String name) {
        return pods().stream()
                .map(PodToCome::namespace)
                .filter(namespace -> namespace.name().equals(name))
                .findFirst();
    }

    private static Namespace namespace(String name, Map<String, String> labels) {
        Map<String, String> own = of(EffectiveLabels.NAMESPACE_PREFIX, labels);
        own.put("kubernetes.io/metadata.name", name);
        return new Namespace(name, own);
    }

    private static Map<String, String> of(String prefix, Map<String, String> labels) {
        Map<String, String> own = new TreeMap<>();
        labels.forEach(
                (label, value) -> {
                    if (label.startsWith(prefix)) {
                        own.put(label.substring(prefix.length()), value);
                    }
                });
        return own;
    }

    /// That all terms are true of; a new one first, if they are of it.
    private static List<String> names(List<Selector> terms, String fresh) {
        return candidates(terms, fresh).stream()
                .filter(name -> terms.stream().allMatch(term -> term.matches(label -> name)))
                .toList();
    }

    /// @param text null for no such label
    private record Value(@Nullable String text) {}

    /// That all terms are true of; the one before all others is none at all.
    private static List<Value> values(List<Selector> terms) {
        List<Value> all = new ArrayList<>();
        all.add(new Value(null));
        candidates(terms, ANY).forEach(text -> all.add(new Value(text)));
        return all.stream()
                .filter(value -> terms.stream().allMatch(term -> term.matches(l -> value.text())))
                .distinct()
                .toList();
    }

    /// Something new, what terms name, and what is put together of the parts that they name.
    private static Collection<String> candidates(List<Selector> terms, String fresh) {
        List<String> all = new ArrayList<>(List.of(fresh));
        String start = "";
        String end = "";
        StringBuilder parts = new StringBuilder();
        for (Selector term : terms) {
            switch (term) {
                case Selector.Equal(_, String value) -> all.add(value);
                case Selector.In(_, var values) -> all.addAll(values);
                case Selector.StartsWith(_, String prefix) ->
                        start = prefix.length() > start.length() ? prefix : start;
                case Selector.EndsWith(_, String suffix) ->
                        end = suffix.length() > end.length() ? suffix : end;
                case Selector.Contains(_, String part) -> parts.append(part);
                case Selector.NotEqual _,
                        Selector.NotIn _,
                        Selector.Has _,
                        Selector.Not _,
                        Selector.All _,
                        Selector.Global _,
                        Selector.And _,
                        Selector.Or _ -> {}
            }
        }
        all.add(start);
        all.add(end);
        all.add(start + parts + end);
        all.add(start + parts + "any" + end);
        return all;
    }
}
