package io.gingham.cni.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.gingham.cni.CniException;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.cni.spec.JsonFields;
import io.gingham.cni.spec.Names;
import io.gingham.value.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Endpoint records to JSON and back. Pure.
final class EndpointJson {

    /// Another one each time that the machine is started; empty where the kernel does not tell.
    private static final String BOOT = boot();

    private EndpointJson() {}

    /// False in a record of an agent that did not note it.
    static boolean isOfEarlierBoot(byte[] bytes) {
        return JsonFields.read(
                bytes,
                "the endpoint's file",
                json -> {
                    String boot = JsonFields.text(json, "boot");
                    return !boot.isEmpty() && !boot.equals(BOOT);
                });
    }

    private static String boot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    static byte[] write(EndpointRecord stored, Optional<DelRequest> request) {
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
                        .put("live", stored.live())
                        .put("boot", BOOT);
        ArrayNode ips = json.putArray("ips");
        endpoint.ips().forEach(ip -> ips.add(ip.toString()));
        request.ifPresent(del -> put(json.putObject("del"), del));
        try {
            return JsonFields.MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts is always writable", e);
        }
    }

    private static void put(ObjectNode into, DelRequest request) {
        ObjectNode environment = into.putObject("environment");
        new TreeMap<>(request.environment()).forEach(environment::put);
        into.putRawValue(
                "config", new RawValue(new String(request.config(), StandardCharsets.UTF_8)));
    }

    /// Empty in a record of an agent that wrote none.
    ///
    /// @throws IllegalArgumentException if it is malformed
    static Optional<DelRequest> readRequest(byte[] bytes) {
        try {
            return JsonFields.read(bytes, "the endpoint's file", EndpointJson::request);
        } catch (CniException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Optional<DelRequest> request(ObjectNode json) {
        JsonNode del = JsonFields.child(json, "del");
        if (del.isMissingNode()) {
            return Optional.empty();
        }
        Map<String, String> environment = new HashMap<>();
        JsonFields.child(del, "environment")
                .properties()
                .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
        byte[] config = JsonFields.child(del, "config").toString().getBytes(StandardCharsets.UTF_8);
        return Optional.of(new DelRequest(environment, config));
    }

    /// @throws IllegalArgumentException if anything is missing or malformed
    static EndpointRecord read(byte[] bytes) {
        try {
            return JsonFields.read(bytes, "the endpoint's file", EndpointJson::record);
        } catch (CniException | DateTimeParseException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static EndpointRecord record(ObjectNode json) {
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
    }
}
