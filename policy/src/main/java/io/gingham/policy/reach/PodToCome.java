package io.gingham.policy.reach;

import io.gingham.policy.model.EffectiveLabels;
import io.gingham.policy.model.Namespace;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.Resource;
import io.gingham.policy.model.ServiceAccount;
import io.gingham.policy.selector.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A pod that is made up as an example, with what it needs around it.
///
/// @param namespace made up too, or one that is there
/// @param account empty if rules ask for none
record PodToCome(Pod pod, Namespace namespace, Optional<ServiceAccount> account) {

    /// As selectors see them.
    Labels labels() {
        return EffectiveLabels.of(pod, namespace, account.orElse(null));
    }

    List<Resource> resources() {
        List<Resource> all = new ArrayList<>(List.of(pod, namespace));
        account.ifPresent(all::add);
        return all;
    }
}
