package io.gingham.crds.v3;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// @param cidr the range, `10.244.0.0/16` or `fd00:10:244::/56`
/// @param natOutgoing masquerade what leaves for destinations outside all pools; default false
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record IPPoolSpec(
        @Required
                @JsonPropertyDescription("The pool's range, for instance 10.244.0.0/16.")
                @Size(max = 49)
                String cidr,
        @JsonPropertyDescription(
                        "Masquerade traffic from this pool to destinations outside all pools. Default: false.")
                @Nullable Boolean natOutgoing,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> notHonoured) {

    public static final IPPoolSpec EMPTY = new IPPoolSpec("", null, null);
}
