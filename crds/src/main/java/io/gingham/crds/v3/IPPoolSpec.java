package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// @param cidr the range, `10.244.0.0/16` or `fd00:10:244::/56`
/// @param natOutgoing masquerade what leaves for destinations outside all pools; default false
/// @param vxlanMode which packets to pods of other nodes travel in VXLAN: `Always`; `CrossSubnet`,
///   to nodes that no connected network has; `Never` (default)
/// @param allowedUses `Workload`, `Tunnel`, `LoadBalancer`; default the first two
/// @param assignmentMode of a pool for services: `Automatic` (default) or `Manual`
/// @param disabled of a pool for services: it gives out no more
/// @param ipipMode the same with IPIP, which carries IPv4 only
@ValidationRule(
        value =
                "!(has(self.vxlanMode) && self.vxlanMode in ['Always', 'CrossSubnet']"
                        + " && has(self.ipipMode) && self.ipipMode in ['Always', 'CrossSubnet'])",
        message = "one of vxlanMode and ipipMode must be Never: packets travel in one of them")
@ValidationRule(
        value =
                "!(has(self.ipipMode) && self.ipipMode in ['Always', 'CrossSubnet']"
                        + " && self.cidr.matches(':'))",
        message = "ipipMode of an IPv6 pool must be Never: IPIP carries IPv4 only, use vxlanMode")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record IPPoolSpec(
        @Required
                @JsonPropertyDescription("The pool's range, for instance 10.244.0.0/16.")
                @Size(max = 49)
                String cidr,
        @JsonPropertyDescription(
                        "Masquerade traffic from this pool to destinations outside all pools. Default: false.")
                @Nullable Boolean natOutgoing,
        @JsonPropertyDescription(
                        "Which packets to pods on other nodes travel in VXLAN: Always, CrossSubnet or Never. Default: Never.")
                @Pattern(FieldForm.ENCAPSULATION)
                @Size(max = 16)
                @Nullable String vxlanMode,
        @JsonPropertyDescription(
                        "Which packets to pods on other nodes travel in IPIP: Always, CrossSubnet or Never. Default: Never.")
                @Pattern(FieldForm.ENCAPSULATION)
                @Size(max = 16)
                @Nullable String ipipMode,
        @JsonPropertyDescription(
                        "What its addresses are for: Workload, Tunnel, LoadBalancer. Default: Workload and Tunnel.")
                @Nullable List<String> allowedUses,
        @JsonPropertyDescription(
                        "Automatic, or Manual: services get its addresses only if they ask for it. Default: Automatic.")
                @Pattern("^(Automatic|Manual)?$")
                @Size(max = 9)
                @Nullable String assignmentMode,
        @JsonPropertyDescription(
                        "Services get no more addresses of it; those in use stay. Default: false.")
                @Nullable Boolean disabled,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {

    public static final IPPoolSpec EMPTY = new IPPoolSpec("", null, null);

    /// Nothing encapsulated.
    public IPPoolSpec(
            String cidr, @Nullable Boolean natOutgoing, @Nullable Map<String, Object> notHonoured) {
        this(cidr, natOutgoing, null, null, null, null, null, notHonoured);
    }

    public IPPoolSpec withVxlan(String mode) {
        return new IPPoolSpec(
                cidr,
                natOutgoing,
                mode,
                ipipMode,
                allowedUses,
                assignmentMode,
                disabled,
                notHonoured);
    }

    public IPPoolSpec withIpip(String mode) {
        return new IPPoolSpec(
                cidr,
                natOutgoing,
                vxlanMode,
                mode,
                allowedUses,
                assignmentMode,
                disabled,
                notHonoured);
    }

    /// @param use `Workload`, `Tunnel` or `LoadBalancer`
    public boolean allows(String use) {
        return allowedUses == null || allowedUses.isEmpty()
                ? !use.equals("LoadBalancer")
                : allowedUses.contains(use);
    }
}
