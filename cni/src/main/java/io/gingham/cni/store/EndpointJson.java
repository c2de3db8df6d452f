package io.gingham.cni.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gingham.cni.CniException;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.cni.spec.JsonFields;
import io.gingham.cni.spec.Names;
import io.gingham.value.IpAddress;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/// Endpoint records to JSON and back. Pure.
final class EndpointJson {

    private EndpointJson() {}

    static byte[] write(EndpointRecord stored) {
        WorkloadEndpoint endpoint = stored.endpoint();
        ObjectNode json =
                JsonFields.MAPPER
                        .createObjectNode()
                        .put("containerId", endpoint.containerId())
                        .put("ifname", endpoint.ifname())
                        .put("namespace", endpoint.namespace())
                        .put("pod", endpoint.pod())
                        .put("podUid", endpoint.podUid())
                        .put("interfaceName", endpoint.interfaceName())
                        .put("netns", endpoint.netns())
                        .put("network", endpoint.network())
                        .put("created", endpoint.created().toString())
                        .put("live", stored.live());
        ArrayNode ips = json.putArray("ips");
        endpoint.ips().forEach(ip -> ips.add(ip.toString()));
        try {
            return JsonFields.MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts is always writable", e);
        }
    }

    /// @throws IllegalArgumentException if anything is missing or malformed
    static EndpointRecord read(byte[] bytes) {
        try {
            ObjectNode json = JsonFields.object(bytes, "the endpoint's file");
            List<IpAddress> ips = new ArrayList<>();
            for (JsonNode ip : JsonFields.list(json, "ips")) {
                ips.add(IpAddress.parse(ip.asText()));
            }
            return new EndpointRecord(
                    new WorkloadEndpoint(
                            Names.containerId(JsonFields.text(json, "containerId")),
                            Names.interfaceName(JsonFields.text(json, "ifname")),
                            JsonFields.text(json, "namespace"),
                            JsonFields.text(json, "pod"),
                            JsonFields.text(json, "podUid"),
                            Names.interfaceName(JsonFields.text(json, "interfaceName")),
                            ips,
                            JsonFields.text(json, "netns"),
                            JsonFields.text(json, "network"),
                            Instant.parse(JsonFields.text(json, "created"))),
                    JsonFields.flag(json, "live"));
        } catch (CniException | DateTimeParseException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
