package io.gingham.cni.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.value.IpAddress;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples of the specification's text and the value facts of its reference library.
class SpecCasesTest {

    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @ValueSource(strings = {"examples-0.1.0.json", "examples-0.2.0.json", "examples-0.4.0.json"})
    void theExamplesOfTheSpecificationAreReadOrRefusedByVersion(String file) throws IOException {
        for (JsonNode example : Cases.read(file).path("examples")) {
            String id = example.path("id").asText();
            switch (example.path("role").asText()) {
                case "plugin-request-or-single-config", "plugin-request-with-prevResult" ->
                        request(id, example.path("json"));
                case "version-result" ->
                        Cases.skipped(id, "a VERSION reply is read by runtimes; we only write it");
                case "network-config-list" ->
                        Cases.skipped(id, "lists are read by runtimes, not by plugins");
                default ->
                        Cases.skipped(
                                id, "role " + example.path("role").asText() + " is another's");
            }
        }
    }

    @Test
    void theValueFactsOfTheReferenceLibraryHold() throws IOException {
        for (JsonNode row : Cases.read("values.json").path("cases")) {
            String input = row.path("input").asText();
            String id = row.path("id").asText() + " " + row;
            switch (row.path("kind").asText()) {
                case "cidr" -> outcome(id, row, () -> cidr(input));
                case "ipconfig-json" -> outcome(id, row, () -> ResultCodec.read(result(input)));
                case "containerID" -> outcome(id, row, () -> Names.containerId(input));
                case "networkName" -> outcome(id, row, () -> Names.network(input));
                case "ifName" -> outcome(id, row, () -> Names.interfaceName(input));
                case "CNI_ARGS" -> outcome(id, row, () -> CniArgs.parse(input));
                case "CNI_ARGS bool" -> {
                    for (String word : input.split("\\|", -1)) {
                        assertEquals(
                                Boolean.parseBoolean(row.path("expect").asText()),
                                CniArgs.bool("IgnoreUnknown", word.strip()),
                                id);
                    }
                }
                case "version compare" ->
                        Cases.skipped(id, "we speak a fixed list of versions, nothing to compare");
                default -> fail("a kind of value without a check: " + id);
            }
        }
    }

    private static void request(String id, JsonNode json) {
        byte[] stdin = json.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String version = json.path("cniVersion").asText();
        if (!SpecVersion.texts().contains(version)) {
            CniException refusal =
                    assertThrows(CniException.class, () -> NetworkConfig.parse(stdin), id);
            assertTrue(refusal.is(CniErrorCode.INCOMPATIBLE_VERSION), id);
            Cases.skipped(id, "version '" + version + "' is refused on purpose (code 1)");
            return;
        }
        NetworkConfig config = NetworkConfig.parse(stdin);
        assertEquals(json.path("name").asText(), config.name(), id);
        assertEquals(json.at("/ipam/type").asText(), config.ipamType(), id);
        if (json.has("prevResult")) {
            CniResult result = config.previousResult();
            assertEquals(json.at("/prevResult/interfaces").size(), result.interfaces().size(), id);
            assertEquals(
                    json.at("/prevResult/ips/0/address").asText(),
                    result.ips().getFirst().address()
                            + "/"
                            + result.ips().getFirst().prefixLength(),
                    id);
            assertEquals(json.path("prevResult").path("ips"), written(result).path("ips"), id);
        }
    }

    private static JsonNode written(CniResult result) {
        try {
            return JSON.readTree(ResultCodec.write(result, SpecVersion.V0_4_0));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// `expect` begins with "ok", or is "error", perhaps with a code.
    private static void outcome(String id, JsonNode row, Runnable check) {
        String expected = row.path("expect").asText();
        if (expected.startsWith("ok")) {
            check.run();
            return;
        }
        assertTrue(expected.startsWith("error"), id);
        CniException error = assertThrows(CniException.class, check::run, id);
        String code = expected.replaceAll("[^0-9]", "");
        if (!code.isEmpty()) {
            assertEquals(Integer.parseInt(code), error.code(), id);
        }
        assertFalse(error.text().isBlank());
    }

    private static void cidr(String text) {
        CniResult.Ip read = ResultCodec.readCidr(text, IpAddress.ipv4(0), -1);
        assertEquals(text, read.address() + "/" + read.prefixLength());
    }

    private static JsonNode result(String ipConfig) {
        try {
            return JSON.readTree("{\"ips\": [" + ipConfig + "]}");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
