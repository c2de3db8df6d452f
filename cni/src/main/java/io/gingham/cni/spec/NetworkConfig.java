package io.gingham.cni.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.EndpointId;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The network configuration on stdin: Calico's keys, as far as they matter here. Texts are empty
/// where the key is absent.
///
/// @param mtu of the pod's interface, in bytes; 0 for the agent's default
/// @param ipamType the IPAM plugin's name
/// @param policyType `k8s` in Calico's documents; the agent enforces policy in any case
/// @param nodename `nodename`, or `kubernetes.node_name`
/// @param allowIpForwarding `container_settings.allow_ip_forwarding`
/// @param dns as JSON, as it stands; empty if absent
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
        String dns,
        boolean hasPreviousResult,
        ConfigDocument document) {

    private static final String PREVIOUS = "prevResult";
    private static final String ATTACHMENTS = "cni.dev/valid-attachments";

    private static final Set<String> READ =
            Set.of(
                    "cniVersion",
                    "name",
                    "type",
                    "mtu",
                    "ipam",
                    "policy",
                    "kubernetes",
                    "nodename",
                    "log_level",
                    "container_settings",
                    "dns");

    private static final int MIN_MTU = 68;
    private static final int MAX_MTU = 65535;

    /// Larger configurations are not kept as they are, in bytes.
    private static final int RELEASE_LIMIT = 64 << 10;

    /// @throws CniException DECODING_FAILURE, INCOMPATIBLE_VERSION or INVALID_CONFIG
    public static NetworkConfig parse(byte[] stdin) {
        ConfigDocument document = new ConfigDocument(stdin);
        return document.read(READ, Set.of(PREVIOUS), keys -> of(keys, document));
    }

    private static NetworkConfig of(ObjectNode keys, ConfigDocument document) {
        SpecVersion version = SpecVersion.read(keys.path("cniVersion"));
        JsonNode kubernetes = JsonFields.child(keys, "kubernetes");
        JsonNode dns = JsonFields.child(keys, "dns");
        String nodename = JsonFields.text(keys, "nodename");
        return new NetworkConfig(
                version,
                Names.network(JsonFields.text(keys, "name")),
                JsonFields.text(keys, "type"),
                mtu(keys),
                JsonFields.text(JsonFields.child(keys, "ipam"), "type"),
                JsonFields.text(JsonFields.child(keys, "policy"), "type"),
                JsonFields.text(kubernetes, "kubeconfig"),
                nodename.isEmpty() ? JsonFields.text(kubernetes, "node_name") : nodename,
                JsonFields.text(keys, "log_level"),
                JsonFields.flag(
                        JsonFields.child(keys, "container_settings"), "allow_ip_forwarding"),
                dns.isMissingNode() ? "" : dns.toString(),
                !JsonFields.child(keys, PREVIOUS).isMissingNode(),
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
        return document.read(
                Set.of(PREVIOUS),
                Set.of(),
                keys -> ResultCodec.read(JsonFields.child(keys, PREVIOUS)));
    }

    /// `cni.dev/valid-attachments` of a GC request: what is still in use. `null` is what libcni
    /// makes of an empty list.
    ///
    /// @throws CniException INVALID_CONFIG if it is absent: an absent list must not read as
    ///   "nothing"
    public Set<EndpointId> validAttachments() {
        return document.read(Set.of(ATTACHMENTS), Set.of(), NetworkConfig::attachments);
    }

    private static Set<EndpointId> attachments(ObjectNode keys) {
        if (!keys.has(ATTACHMENTS)) {
            throw new CniException(CniErrorCode.INVALID_CONFIG, "GC without " + ATTACHMENTS);
        }
        Set<EndpointId> valid = new HashSet<>();
        for (JsonNode entry : JsonFields.list(keys, ATTACHMENTS)) {
            valid.add(
                    new EndpointId(
                            JsonFields.text(entry, "containerID"),
                            JsonFields.text(entry, "ifname")));
        }
        return valid;
    }

    /// What DEL of an attachment needs, should the runtime never ask for it: all of it but what
    /// differs from call to call, or of a very large one the keys that IPAM plugins read.
    public byte[] forRelease() {
        byte[] all = document.with(Map.of(), Set.of(PREVIOUS, ATTACHMENTS));
        if (all.length <= RELEASE_LIMIT) {
            return all;
        }
        return document.read(
                Set.of("cniVersion", "name", "type", "ipam", "runtimeConfig", "args"),
                Set.of(),
                keys -> keys.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static int mtu(ObjectNode document) {
        int mtu = JsonFields.number(document, "mtu", 0);
        if (mtu != 0 && (mtu < MIN_MTU || mtu > MAX_MTU)) {
            throw JsonFields.wrong("mtu", "0 or " + MIN_MTU + ".." + MAX_MTU, document.path("mtu"));
        }
        return mtu;
    }
}
