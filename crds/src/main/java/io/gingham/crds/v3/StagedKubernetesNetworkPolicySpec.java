package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a StagedKubernetesNetworkPolicy says: a NetworkPolicy of networking.k8s.io/v1, and
/// `stagedAction`.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StagedKubernetesNetworkPolicySpec(
        @JsonPropertyDescription(
                        "What becomes of the policy of this name: Set (default), Delete, Learn or Ignore.")
                @Nullable String stagedAction,
        @JsonPropertyDescription("The pods of the namespace that it governs; empty is all of them.")
                @Nullable LabelSelector podSelector,
        @JsonPropertyDescription(
                        "The directions it governs: Ingress, Egress. Default: Ingress, and Egress if it has egress rules.")
                @Nullable List<String> policyTypes,
        @JsonPropertyDescription("What may reach the pods; absent or empty is nothing.")
                @Nullable List<NetworkPolicyIngressRule> ingress,
        @JsonPropertyDescription("What the pods may reach; absent or empty is nothing.")
                @Nullable List<NetworkPolicyEgressRule> egress,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}
