package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One side of a flow. What it says must all hold.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EntityRule(
        @JsonPropertyDescription("Addresses: one of these blocks.") @Nullable List<String> nets,
        @JsonPropertyDescription("Addresses: none of these blocks.") @Nullable List<String> notNets,
        @JsonPropertyDescription(
                        "Endpoints and network sets with such labels; of the own namespace, if the policy has one and there is no namespaceSelector.")
                @Nullable String selector,
        @JsonPropertyDescription("Anything but endpoints and network sets with such labels.")
                @Nullable String notSelector,
        @JsonPropertyDescription(
                        "Endpoints and network sets in namespaces with such labels; all() is any namespace, global() is what is in none.")
                @Nullable String namespaceSelector,
        @JsonPropertyDescription(
                        "Numbers, ranges 1000:2000, or names of the destination pod's ports. Needs protocol TCP, UDP or SCTP.")
                @Nullable List<IntOrString> ports,
        @JsonPropertyDescription("Any port but these.") @Nullable List<IntOrString> notPorts,
        @JsonPropertyDescription(
                        "The endpoints of a service, with their ports on the way out. Stands alone.")
                @Nullable ServiceMatch services,
        @JsonPropertyDescription("Pods that run under such a service account.")
                @Nullable ServiceAccountMatch serviceAccounts,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}
