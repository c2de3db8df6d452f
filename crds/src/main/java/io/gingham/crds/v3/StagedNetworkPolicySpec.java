package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a StagedNetworkPolicy says.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StagedNetworkPolicySpec(
        @JsonPropertyDescription(
                        "What becomes of the policy of this name: Set (default), Delete, Learn or Ignore.")
                @Nullable String stagedAction,
        @JsonPropertyDescription("The tier that the policy is in. Default: default.")
                @Nullable String tier,
        @JsonPropertyDescription(
                        "Policies of a tier are asked in ascending order; without one a policy is the last. Equal orders: by name.")
                @Nullable Double order,
        @JsonPropertyDescription(
                        "Which endpoints it governs, by their labels; empty is all() of them.")
                @Nullable String selector,
        @JsonPropertyDescription(
                        "Which endpoints it governs, by the labels of their service account.")
                @Nullable String serviceAccountSelector,
        @JsonPropertyDescription(
                        "The directions it governs: Ingress, Egress. Default: those that have rules; Ingress if none has.")
                @Nullable List<String> types,
        @JsonPropertyDescription(
                        "Rules for what reaches the endpoints; the first Allow, Deny or Pass that matches decides.")
                @Nullable List<PolicyRule> ingress,
        @JsonPropertyDescription(
                        "Rules for what leaves the endpoints; the first Allow, Deny or Pass that matches decides.")
                @Nullable List<PolicyRule> egress,
        @JsonPropertyDescription(
                        "AssumeNeededOnEveryNode. Has no effect in Gingham, which computes on demand.")
                @Nullable List<String> performanceHints,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}
