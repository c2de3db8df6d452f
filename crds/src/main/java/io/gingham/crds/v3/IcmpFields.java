package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// ICMP messages.
@ValidationRule(
        value = "!has(self.code) || has(self.type)",
        message = "type must be given where code is")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record IcmpFields(
        @JsonPropertyDescription(
                        "The type of message, 0 to 254; 8 is an echo request (128 in ICMPv6).")
                @Min(0)
                @Max(254)
                @Nullable Integer type,
        @JsonPropertyDescription("The code, 0 to 255; needs a type.") @Min(0) @Max(255)
                @Nullable Integer code,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {}
