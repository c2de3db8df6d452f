package io.gingham.policy.model;

import io.gingham.policy.selector.Labels;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The labels that selectors see: an object's own, and those that it has from elsewhere.
///
/// ```
///  projectcalico.org/orchestrator     k8s, on pods
///  projectcalico.org/namespace        the namespace, on pods and NetworkSets
///  projectcalico.org/serviceaccount   its name, on pods
///  projectcalico.org/name             the name, on namespaces, service accounts and network sets
///  pcns.KEY                           label KEY of the namespace
///  pcsa.KEY                           label KEY of the service account
/// ```
///
/// Of these names none is ever taken from the object's own labels (else whoever may label a pod
/// could put it into another namespace, in the eyes of policies). A value of a profile's
/// labelsToApply counts if the object has no label of that name itself.
public final class EffectiveLabels implements Labels {

    public static final String ORCHESTRATOR = "projectcalico.org/orchestrator";
    public static final String KUBERNETES = "k8s";
    public static final String NAMESPACE = "projectcalico.org/namespace";
    public static final String SERVICE_ACCOUNT = "projectcalico.org/serviceaccount";
    public static final String NAME = "projectcalico.org/name";
    public static final String NAMESPACE_PREFIX = "pcns.";
    public static final String SERVICE_ACCOUNT_PREFIX = "pcsa.";

    private final Map<String, String> own;
    private final Map<String, String> given;
    private final @Nullable Namespace namespace;
    private final @Nullable ServiceAccount serviceAccount;
    private final Iterable<Profile> profiles;

    private EffectiveLabels(
            Map<String, String> own,
            Map<String, String> given,
            @Nullable Namespace namespace,
            @Nullable ServiceAccount serviceAccount,
            Iterable<Profile> profiles) {
        this.own = own;
        this.given = given;
        this.namespace = namespace;
        this.serviceAccount = serviceAccount;
        this.profiles = profiles;
    }

    /// @param serviceAccount null if it isn't known; the pod then has no label of it
    public static EffectiveLabels of(
            Pod pod, Namespace namespace, @Nullable ServiceAccount serviceAccount) {
        Map<String, String> given =
                pod.serviceAccount().isEmpty()
                        ? Map.of(ORCHESTRATOR, KUBERNETES, NAMESPACE, pod.key().namespace())
                        : Map.of(
                                ORCHESTRATOR,
                                KUBERNETES,
                                NAMESPACE,
                                pod.key().namespace(),
                                SERVICE_ACCOUNT,
                                pod.serviceAccount());
        return new EffectiveLabels(pod.labels(), given, namespace, serviceAccount, List.of());
    }

    /// @param namespace null for a global one, or if it isn't known
    public static EffectiveLabels of(NetworkSet set, @Nullable Namespace namespace) {
        Map<String, String> given =
                set.namespace().isEmpty()
                        ? Map.of(NAME, set.name())
                        : Map.of(NAME, set.name(), NAMESPACE, set.namespace());
        return new EffectiveLabels(set.labels(), given, namespace, null, List.of());
    }

    /// @param profiles of those that it names, the ones that are known, in its order
    public static EffectiveLabels of(HostEndpoint endpoint, Iterable<Profile> profiles) {
        return new EffectiveLabels(endpoint.labels(), Map.of(), null, null, profiles);
    }

    /// What selectors of nodes see.
    public static Labels of(Node node) {
        return Labels.of(node.labels());
    }

    @Override
    public @Nullable String get(String name) {
        if (name.startsWith(NAMESPACE_PREFIX)) {
            return namespace == null
                    ? null
                    : inherited(
                            namespace.labels(),
                            namespace.name(),
                            name.substring(NAMESPACE_PREFIX.length()));
        }
        if (name.startsWith(SERVICE_ACCOUNT_PREFIX)) {
            return serviceAccount == null
                    ? null
                    : inherited(
                            serviceAccount.labels(),
                            serviceAccount.name(),
                            name.substring(SERVICE_ACCOUNT_PREFIX.length()));
        }
        String value = given.get(name);
        if (value != null || isReserved(name)) {
            return value;
        }
        value = own.get(name);
        return value != null ? value : ofProfiles(name);
    }

    private @Nullable String ofProfiles(String name) {
        for (Profile profile : profiles) {
            String value = profile.labelsToApply().get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static @Nullable String inherited(
            Map<String, String> labels, String objectName, String key) {
        return key.equals(NAME) ? objectName : labels.get(key);
    }

    /// True for a name that an object's own labels can't give it.
    public static boolean isReserved(String name) {
        return switch (name) {
            case ORCHESTRATOR, NAMESPACE, SERVICE_ACCOUNT, NAME -> true;
            default -> name.startsWith(NAMESPACE_PREFIX) || name.startsWith(SERVICE_ACCOUNT_PREFIX);
        };
    }
}
