package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a GlobalNetworkPolicy says.
@ValidationRule(
        value = "!has(self.preDNAT) || !self.preDNAT || !has(self.doNotTrack) || !self.doNotTrack",
        message =
                "preDNAT must be absent or false beside doNotTrack: a policy is applied at one place")
@ValidationRule(
        value =
                "!has(self.preDNAT) || !self.preDNAT || ((!has(self.egress) || size(self.egress) == 0) && (!has(self.types) || !('Egress' in self.types)))",
        message =
                "egress must be absent beside preDNAT: destinations are translated on the way in only")
@ValidationRule(
        value =
                "(has(self.applyOnForward) && self.applyOnForward) || ((!has(self.preDNAT) || !self.preDNAT) && (!has(self.doNotTrack) || !self.doNotTrack))",
        message =
                "applyOnForward must be true beside preDNAT or doNotTrack: the node does not know yet what it will forward")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record GlobalNetworkPolicySpec(
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
        @JsonPropertyDescription("Which endpoints it governs, by the labels of their namespace.")
                @Nullable String namespaceSelector,
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
                        "Of host endpoints only: applied before connections are tracked, each direction must be allowed. Needs applyOnForward.")
                @Nullable Boolean doNotTrack,
        @JsonPropertyDescription(
                        "Of host endpoints only: applied before the translation of destinations; has no egress. Needs applyOnForward.")
                @Nullable Boolean preDNAT,
        @JsonPropertyDescription("Of host endpoints only: applied to what the node forwards, too.")
                @Nullable Boolean applyOnForward,
        @JsonPropertyDescription(
                        "AssumeNeededOnEveryNode. Has no effect in Gingham, which computes on demand.")
                @Nullable List<String> performanceHints,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}
