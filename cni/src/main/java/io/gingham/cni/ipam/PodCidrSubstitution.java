package io.gingham.cni.ipam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;

/// Replaces `"subnet": "usePodCidr"` and `"usePodCidrIPv6"` in a host-local configuration: in
/// `ipam` itself, and in the entries of `ipam.ranges` (a list of lists). Pure.
public final class PodCidrSubstitution {

    private static final String IPV4_WORD = "usePodCidr";
    private static final String IPV6_WORD = "usePodCidrIPv6";

    /// host-local releases by container id and needs no more than a subnet that parses.
    private static final List<IpPrefix> FOR_RELEASE = List.of(IpPrefix.ALL_IPV4, IpPrefix.ALL_IPV6);

    private PodCidrSubstitution() {}

    public static boolean isNeeded(JsonNode document) {
        return ranges(document).stream()
                .map(range -> range.path("subnet").asText())
                .anyMatch(subnet -> subnet.equals(IPV4_WORD) || subnet.equals(IPV6_WORD));
    }

    /// Replaces the words in the document, and returns it.
    ///
    /// @throws CniException TRY_AGAIN_LATER if the node has no pod CIDR yet, INVALID_CONFIG if it
    ///   has none of the family
    public static ObjectNode forAllocation(ObjectNode document, List<IpPrefix> podCidrs) {
        return substituted(document, podCidrs);
    }

    /// As for DEL, which must work while the node's CIDRs are not known.
    public static ObjectNode forRelease(ObjectNode document) {
        return substituted(document, FOR_RELEASE);
    }

    private static ObjectNode substituted(ObjectNode document, List<IpPrefix> podCidrs) {
        for (ObjectNode range : ranges(document)) {
            switch (range.path("subnet").asText()) {
                case IPV4_WORD -> range.put("subnet", first(podCidrs, IpFamily.IPV4));
                case IPV6_WORD -> range.put("subnet", first(podCidrs, IpFamily.IPV6));
                default -> {}
            }
        }
        return document;
    }

    private static String first(List<IpPrefix> podCidrs, IpFamily family) {
        if (podCidrs.isEmpty()) {
            throw new CniException(
                    CniErrorCode.TRY_AGAIN_LATER,
                    "this node has no podCIDR yet",
                    "spec.podCIDRs of the Node is empty or not read yet; the controller manager"
                            + " assigns it when started with --allocate-node-cidrs");
        }
        return podCidrs.stream()
                .filter(cidr -> cidr.family() == family)
                .findFirst()
                .orElseThrow(
                        () ->
                                new CniException(
                                        CniErrorCode.INVALID_CONFIG,
                                        "this node has no " + family + " podCIDR",
                                        "spec.podCIDRs of the Node is " + podCidrs))
                .toString();
    }

    /// `ipam` and every object in its `ranges`.
    private static List<ObjectNode> ranges(JsonNode document) {
        List<ObjectNode> found = new ArrayList<>();
        if (document.path("ipam") instanceof ObjectNode ipam) {
            found.add(ipam);
            for (JsonNode set : ipam.path("ranges")) {
                for (JsonNode range : set) {
                    if (range instanceof ObjectNode object) {
                        found.add(object);
                    }
                }
            }
        }
        return found;
    }
}
