package io.gingham.lab.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.value.IpAddress;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The rules are those of the CNI specification, "Section 3: Execution of Network Configurations".
class ContainerRuntimeTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode list = list();
    private final JsonNode first = list.get("plugins").get(0);

    private static JsonNode list() {
        try {
            return JSON.readTree(
                    """
                    {"cniVersion": "1.0.0", "name": "net", "plugins": [
                      {"type": "gingham", "mtu": 1500, "capabilities": {"ips": true, "bandwidth": false}},
                      {"type": "portmap", "capabilities": {"portMappings": true}}]}
                    """);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPluginGetsTheListsNameAndVersionAndItsOwnFields() {
        JsonNode seen = ContainerRuntime.configuration(list, first, null, Map.of());
        assertEquals("1.0.0", seen.get("cniVersion").asText());
        assertEquals("net", seen.get("name").asText());
        assertEquals(1500, seen.get("mtu").asInt());
    }

    @Test
    void onlyDeclaredCapabilitiesGetTheirValues() {
        JsonNode seen =
                ContainerRuntime.configuration(
                        list,
                        first,
                        null,
                        Map.of("ips", List.of("10.0.0.1/32"), "bandwidth", 1, "mac", "x"));
        assertEquals("{\"ips\":[\"10.0.0.1/32\"]}", seen.get("runtimeConfig").toString());
        assertFalse(seen.has("capabilities"));
    }

    @Test
    void withoutValuesThereIsNoRuntimeConfig() {
        assertFalse(
                ContainerRuntime.configuration(list, first, null, Map.of()).has("runtimeConfig"));
    }

    @Test
    void theResultOfThePluginBeforeIsPassedOn() throws IOException {
        JsonNode result = JSON.readTree("{\"ips\": []}");
        assertEquals(
                result,
                ContainerRuntime.configuration(list, first, result, Map.of()).get("prevResult"));
        assertFalse(ContainerRuntime.configuration(list, first, null, Map.of()).has("prevResult"));
    }

    @Test
    void theListItselfStaysAsItIs() {
        JsonNode before = list.deepCopy();
        ContainerRuntime.configuration(list, first, null, Map.of("ips", List.of()));
        assertEquals(before, list);
    }

    @Test
    void delGoesBackwards() {
        assertEquals(
                List.of("portmap", "gingham"),
                ContainerRuntime.backwards(list).stream()
                        .map(plugin -> plugin.get("type").asText())
                        .toList());
    }

    @Test
    void addressesAreReadWithoutTheirPrefixLength() throws IOException {
        assertEquals(
                List.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("fd00::1")),
                ContainerRuntime.addresses(
                        JSON.readTree(
                                "{\"ips\": [{\"address\": \"10.0.0.1/32\"}, {\"address\": \"fd00::1/128\"}]}")));
    }
}
