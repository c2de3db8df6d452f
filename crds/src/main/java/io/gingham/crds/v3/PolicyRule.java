package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One rule of a policy or profile. What it says must all hold.
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PolicyRule(
        @Required
                @JsonPropertyDescription(
                        "Allow, Deny, Log (and go on) or Pass (go on with the next tier).")
                @Nullable String action,
        @JsonPropertyDescription("4 or 6. Default: both.") @Nullable Integer ipVersion,
        @JsonPropertyDescription("TCP, UDP, ICMP, ICMPv6, SCTP, UDPLite or 1 to 255. Default: any.")
                @Nullable IntOrString protocol,
        @JsonPropertyDescription("Any protocol but this one.") @Nullable IntOrString notProtocol,
        @JsonPropertyDescription("Needs protocol ICMP or ICMPv6.") @Nullable IcmpFields icmp,
        @JsonPropertyDescription("Needs protocol ICMP or ICMPv6.") @Nullable IcmpFields notICMP,
        @JsonPropertyDescription("Where it comes from. Default: anywhere.")
                @Nullable EntityRule source,
        @JsonPropertyDescription("Where it goes. Default: anywhere.")
                @Nullable EntityRule destination,
        @JsonPropertyDescription(
                        "Refused by the agent: matching HTTP needs a proxy in each pod. The rule then allows nothing.")
                @Nullable HttpMatch http,
        @JsonPropertyDescription("Annotations, shown by explain.") @Nullable RuleMetadata metadata,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}
