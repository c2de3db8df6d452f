package io.gingham.policy.calc;

import static io.gingham.policy.model.EffectiveLabels.KUBERNETES;
import static io.gingham.policy.model.EffectiveLabels.NAME;
import static io.gingham.policy.model.EffectiveLabels.NAMESPACE;
import static io.gingham.policy.model.EffectiveLabels.NAMESPACE_PREFIX;
import static io.gingham.policy.model.EffectiveLabels.ORCHESTRATOR;
import static io.gingham.policy.model.EffectiveLabels.SERVICE_ACCOUNT;
import static io.gingham.policy.model.EffectiveLabels.SERVICE_ACCOUNT_PREFIX;

import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.model.HostEndpoint;
import io.gingham.policy.model.LabelParent;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.NetworkSet;
import io.gingham.policy.model.Node;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.Profile;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.model.Selectable;
import io.gingham.policy.model.ServiceAccount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// [EffectiveLabels] the other way round: not "which value has this label" but "which labels are
/// there". What an object inherits is listed once, with the parent that it comes from.
final class LabelPairs {

    private LabelPairs() {}

    /// An item's own and given labels.
    static void forEachOf(Selectable item, BiConsumer<String, String> consumer) {
        switch (item) {
            case Pod pod -> {
                forEachUnreserved(pod.labels(), consumer);
                consumer.accept(ORCHESTRATOR, KUBERNETES);
                consumer.accept(NAMESPACE, pod.key().namespace());
                if (!pod.serviceAccount().isEmpty()) {
                    consumer.accept(SERVICE_ACCOUNT, pod.serviceAccount());
                }
            }
            case NetworkSet set -> {
                forEachUnreserved(set.labels(), consumer);
                consumer.accept(NAME, set.name());
                if (!set.namespace().isEmpty()) {
                    consumer.accept(NAMESPACE, set.namespace());
                }
            }
            case HostEndpoint endpoint -> forEachUnreserved(endpoint.labels(), consumer);
            case Node node -> node.labels().forEach(consumer);
        }
    }

    /// From whom an item inherits labels.
    static List<ResourceKey> parentsOf(Selectable item) {
        return switch (item) {
            case Pod pod -> {
                String namespace = pod.key().namespace();
                yield pod.serviceAccount().isEmpty()
                        ? List.of(Namespace.key(namespace))
                        : List.of(
                                Namespace.key(namespace),
                                ServiceAccount.key(namespace, pod.serviceAccount()));
            }
            case NetworkSet set ->
                    set.namespace().isEmpty() ? List.of() : List.of(Namespace.key(set.namespace()));
            case HostEndpoint endpoint -> {
                List<ResourceKey> profiles = new ArrayList<>();
                endpoint.profiles().forEach(name -> profiles.add(Profile.key(name)));
                yield profiles;
            }
            case Node _ -> List.of();
        };
    }

    /// What a parent gives to its children, by the name under which they have it.
    static Map<String, String> inheritedFrom(LabelParent parent) {
        Map<String, String> pairs = new HashMap<>();
        switch (parent) {
            case Namespace namespace -> {
                namespace.labels().forEach((k, v) -> pairs.put(NAMESPACE_PREFIX + k, v));
                pairs.put(NAMESPACE_PREFIX + NAME, namespace.name());
            }
            case ServiceAccount account -> {
                account.labels().forEach((k, v) -> pairs.put(SERVICE_ACCOUNT_PREFIX + k, v));
                pairs.put(SERVICE_ACCOUNT_PREFIX + NAME, account.name());
            }
            case Profile profile -> forEachUnreserved(profile.labelsToApply(), pairs::put);
        }
        return pairs;
    }

    /// True if the two have the same labels from the same parents.
    static boolean isSame(Selectable item, Selectable other) {
        return switch (item) {
            case Pod pod ->
                    other instanceof Pod that
                            && pod.labels().equals(that.labels())
                            && pod.serviceAccount().equals(that.serviceAccount());
            case NetworkSet set ->
                    other instanceof NetworkSet that && set.labels().equals(that.labels());
            case HostEndpoint endpoint ->
                    other instanceof HostEndpoint that
                            && endpoint.labels().equals(that.labels())
                            && endpoint.profiles().equals(that.profiles());
            case Node node -> other instanceof Node that && node.labels().equals(that.labels());
        };
    }

    private static void forEachUnreserved(
            Map<String, String> labels, BiConsumer<String, String> consumer) {
        labels.forEach(
                (label, value) -> {
                    if (!EffectiveLabels.isReserved(label)) {
                        consumer.accept(label, value);
                    }
                });
    }
}
