package io.gingham.cni.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/// Results, errors and version replies between records and JSON. Pure.
public final class ResultCodec {

    private ResultCodec() {}

    /// In the shape of the version: `ips[].version` up to 0.4.0, `interfaces[].mtu` and what else
    /// is said of routes from 1.1.0.
    public static byte[] write(CniResult result, SpecVersion version) {
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        json.put("cniVersion", version.toString());
        ArrayNode interfaces = json.putArray("interfaces");
        for (CniResult.Interface one : result.interfaces()) {
            ObjectNode entry = interfaces.addObject().put("name", one.name());
            putUnlessEmpty(entry, "mac", one.mac());
            if (one.mtu() > 0 && version.isAtLeast(SpecVersion.V1_1_0)) {
                entry.put("mtu", one.mtu());
            }
            putUnlessEmpty(entry, "sandbox", one.sandbox());
        }
        ArrayNode ips = json.putArray("ips");
        for (CniResult.Ip one : result.ips()) {
            ObjectNode entry = ips.addObject();
            if (!version.isAtLeast(SpecVersion.V1_0_0)) {
                entry.put("version", one.address().isIpv4() ? "4" : "6");
            }
            if (one.interfaceIndex() >= 0) {
                entry.put("interface", one.interfaceIndex());
            }
            entry.put("address", one.address() + "/" + one.prefixLength());
            putUnlessEmpty(entry, "gateway", text(one.gateway()));
        }
        ArrayNode routes = json.putArray("routes");
        for (CniResult.RouteEntry one : result.routes()) {
            ObjectNode entry = routes.addObject().put("dst", one.destination().toString());
            putUnlessEmpty(entry, "gw", text(one.gateway()));
            if (version.isAtLeast(SpecVersion.V1_1_0)) {
                putOptions(entry, one.options());
            }
        }
        json.putRawValue("dns", new RawValue(result.dns().isEmpty() ? "{}" : result.dns()));
        return bytes(json);
    }

    private static void putOptions(ObjectNode into, CniResult.RouteOptions options) {
        options.mtu().ifPresent(value -> into.put("mtu", value));
        options.advmss().ifPresent(value -> into.put("advmss", value));
        options.priority().ifPresent(value -> into.put("priority", value));
        options.table().ifPresent(value -> into.put("table", value));
        options.scope().ifPresent(value -> into.put("scope", value));
    }

    /// Any version from 0.3.0 on.
    ///
    /// @throws CniException INVALID_CONFIG if a field is malformed
    public static CniResult read(JsonNode json) {
        return new CniResult(
                each(json, "interfaces", ResultCodec::readInterface),
                each(json, "ips", ResultCodec::readIp),
                each(json, "routes", ResultCodec::readRoute),
                dns(JsonFields.child(json, "dns")));
    }

    private static String dns(JsonNode value) {
        return value.isMissingNode() ? "" : value.toString();
    }

    public static byte[] writeError(CniException error, String version) {
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        json.put("cniVersion", version).put("code", error.code()).put("msg", error.text());
        putUnlessEmpty(json, "details", error.details());
        return bytes(json);
    }

    /// The reply to VERSION.
    public static byte[] writeVersions(String version) {
        ObjectNode json = JsonFields.MAPPER.createObjectNode().put("cniVersion", version);
        SpecVersion.texts().forEach(json.putArray("supportedVersions")::add);
        return bytes(json);
    }

    /// Reads `ADDRESS/LENGTH`, host bits allowed.
    ///
    /// @throws CniException INVALID_CONFIG
    static CniResult.Ip readCidr(String text, IpAddress gateway, int interfaceIndex) {
        try {
            IpPrefix network = IpPrefix.parseLenient(text);
            IpAddress address = IpAddress.parse(text.substring(0, text.indexOf('/')));
            return new CniResult.Ip(address, network.length(), gateway, interfaceIndex);
        } catch (IllegalArgumentException e) {
            throw new CniException(
                            CniErrorCode.INVALID_CONFIG,
                            "invalid address in a CNI result",
                            String.valueOf(e.getMessage()))
                    .causedBy(e);
        }
    }

    private static CniResult.Interface readInterface(JsonNode entry) {
        return new CniResult.Interface(
                JsonFields.text(entry, "name"),
                JsonFields.text(entry, "mac"),
                JsonFields.text(entry, "sandbox"),
                JsonFields.number(entry, "mtu", 0));
    }

    private static CniResult.Ip readIp(JsonNode entry) {
        CniResult.Ip plain = readCidr(JsonFields.text(entry, "address"), IpAddress.ipv4(0), -1);
        return new CniResult.Ip(
                plain.address(),
                plain.prefixLength(),
                gateway(JsonFields.text(entry, "gateway"), plain.address().family()),
                JsonFields.number(entry, "interface", -1));
    }

    private static CniResult.RouteEntry readRoute(JsonNode entry) {
        CniResult.Ip plain = readCidr(JsonFields.text(entry, "dst"), IpAddress.ipv4(0), -1);
        IpPrefix destination = IpPrefix.containing(plain.address(), plain.prefixLength());
        return new CniResult.RouteEntry(
                destination,
                gateway(JsonFields.text(entry, "gw"), destination.family()),
                new CniResult.RouteOptions(
                        JsonFields.unsigned(entry, "mtu"),
                        JsonFields.unsigned(entry, "advmss"),
                        JsonFields.unsigned(entry, "priority"),
                        JsonFields.unsigned(entry, "table"),
                        scope(entry)));
    }

    private static OptionalInt scope(JsonNode entry) {
        OptionalLong scope = JsonFields.unsigned(entry, "scope");
        if (scope.isEmpty()) {
            return OptionalInt.empty();
        }
        if (scope.getAsLong() > 255) {
            throw JsonFields.wrong("scope", "a whole number from 0 to 255", entry.path("scope"));
        }
        return OptionalInt.of((int) scope.getAsLong());
    }

    private static IpAddress gateway(String text, IpFamily family) {
        IpAddress none = family == IpFamily.IPV4 ? IpAddress.ipv4(0) : IpAddress.ipv6(0, 0);
        try {
            return text.isEmpty() ? none : IpAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CniException(
                            CniErrorCode.INVALID_CONFIG,
                            "invalid gateway in a CNI result",
                            String.valueOf(e.getMessage()))
                    .causedBy(e);
        }
    }

    private static <T> List<T> each(JsonNode json, String field, Function<JsonNode, T> read) {
        List<T> values = new ArrayList<>();
        JsonFields.list(json, field).forEach(entry -> values.add(read.apply(entry)));
        return values;
    }

    private static String text(IpAddress gateway) {
        return gateway.isUnspecified() ? "" : gateway.toString();
    }

    private static void putUnlessEmpty(ObjectNode into, String field, String value) {
        if (!value.isEmpty()) {
            into.put(field, value);
        }
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return (JsonFields.MAPPER.writeValueAsString(json) + "\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts and numbers is always writable", e);
        }
    }
}
