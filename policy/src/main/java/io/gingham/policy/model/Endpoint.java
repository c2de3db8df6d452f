package io.gingham.policy.model;

import io.gingham.value.IpAddress;
import java.util.List;
import java.util.regex.Pattern;

/// A pod's interface on this node, as the CNI server made it. It is known before the API server
/// shows the pod's addresses, and it is what rules are bound to.
///
/// @param pod whom the container runtime said it is for
/// @param uid the pod's uid if the runtime said it, else empty
/// @param interfaceName the host's end of the veth pair: 1..15 of the characters a kernel and a
///   rule file both take without quoting
/// @param ips the only source addresses this pod may use
public record Endpoint(PodKey pod, String uid, String interfaceName, List<IpAddress> ips)
        implements AnyEndpoint {

    private static final Pattern INTERFACE_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

    public Endpoint {
        ips = ips.stream().sorted().distinct().toList();
        if (!INTERFACE_NAME.matcher(interfaceName).matches()) {
            throw new IllegalArgumentException(
                    "interface name '"
                            + interfaceName
                            + "' of pod "
                            + pod
                            + " is not 1..15 of A-Z a-z 0-9 _ . -");
        }
    }

    /// False if this interface belongs to an earlier pod of the same name.
    public boolean belongsTo(Pod candidate) {
        boolean sameUid = uid.isEmpty() || candidate.uid().isEmpty() || uid.equals(candidate.uid());
        return sameUid && pod.equals(candidate.key());
    }

    public static ResourceKey key(String interfaceName) {
        return new ResourceKey(ResourceKind.ENDPOINT, "", interfaceName);
    }

    @Override
    public ResourceKey resourceKey() {
        return key(interfaceName);
    }
}
