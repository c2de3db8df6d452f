package io.gingham.cni.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.EndpointId;
import java.util.HashSet;
import java.util.Set;

/// The network configuration on stdin: Calico's keys, as far as they matter here. Texts are empty
/// where the key is absent.
///
/// @param mtu of the pod's interface, in bytes; 0 for the agent's default
/// @param ipamType the IPAM plugin's name
/// @param policyType `k8s` in Calico's documents; the agent enforces policy in any case
/// @param nodename `nodename`, or `kubernetes.node_name`
/// @param allowIpForwarding `container_settings.allow_ip_forwarding`
/// @param hasPreviousResult true if another plugin came before, or for CHECK and DEL
/// @param document all of it, with unknown keys: what delegated plugins get
public record NetworkConfig(
        SpecVersion version,
        String name,
        String type,
        int mtu,
        String ipamType,
        String policyType,
        String kubeconfig,
        String nodename,
        String logLevel,
        boolean allowIpForwarding,
        boolean hasPreviousResult,
        ObjectNode document) {

    private static final int MIN_MTU = 68;
    private static final int MAX_MTU = 65535;

    /// @throws CniException DECODING_FAILURE, INCOMPATIBLE_VERSION or INVALID_CONFIG
    public static NetworkConfig parse(byte[] stdin) {
        ObjectNode document = JsonFields.object(stdin, "the network configuration on stdin");
        SpecVersion version = SpecVersion.parse(JsonFields.text(document, "cniVersion"));
        JsonNode kubernetes = JsonFields.child(document, "kubernetes");
        String nodename = JsonFields.text(document, "nodename");
        return new NetworkConfig(
                version,
                Names.network(JsonFields.text(document, "name")),
                JsonFields.text(document, "type"),
                mtu(document),
                JsonFields.text(JsonFields.child(document, "ipam"), "type"),
                JsonFields.text(JsonFields.child(document, "policy"), "type"),
                JsonFields.text(kubernetes, "kubeconfig"),
                nodename.isEmpty() ? JsonFields.text(kubernetes, "node_name") : nodename,
                JsonFields.text(document, "log_level"),
                JsonFields.flag(
                        JsonFields.child(document, "container_settings"), "allow_ip_forwarding"),
                !JsonFields.child(document, "prevResult").isMissingNode(),
                document);
    }

    /// The result of the plugins before, or of ADD for CHECK.
    ///
    /// @throws CniException INVALID_CONFIG if there is none or it is malformed
    public CniResult previousResult() {
        if (!hasPreviousResult) {
            throw new CniException(
                    CniErrorCode.INVALID_CONFIG, "the network configuration has no prevResult");
        }
        return ResultCodec.read(JsonFields.child(document, "prevResult"));
    }

    /// `dns` as it stands; a missing node if absent.
    public JsonNode dns() {
        return JsonFields.child(document, "dns");
    }

    /// `cni.dev/valid-attachments` of a GC request: what is still in use.
    ///
    /// @throws CniException INVALID_CONFIG if it is absent: an absent list must not read as
    ///   "nothing"
    public Set<EndpointId> validAttachments() {
        String key = "cni.dev/valid-attachments";
        JsonNode list = JsonFields.list(document, key);
        if (list.isMissingNode()) {
            throw new CniException(CniErrorCode.INVALID_CONFIG, "GC without " + key);
        }
        Set<EndpointId> valid = new HashSet<>();
        for (JsonNode entry : list) {
            valid.add(
                    new EndpointId(
                            JsonFields.text(entry, "containerID"),
                            JsonFields.text(entry, "ifname")));
        }
        return valid;
    }

    private static int mtu(ObjectNode document) {
        int mtu = JsonFields.number(document, "mtu", 0);
        if (mtu != 0 && (mtu < MIN_MTU || mtu > MAX_MTU)) {
            throw JsonFields.wrong("mtu", "0 or " + MIN_MTU + ".." + MAX_MTU, document.path("mtu"));
        }
        return mtu;
    }
}
