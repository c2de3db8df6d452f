package io.gingham.bgp.codec;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.BgpMessage.RouteRefresh;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.Octets;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Facts of all messages but updates.
final class OpenFacts {

    /// Of the octet that counts the optional parameters.
    private static final int PARAMETERS = MessageFraming.HEADER + 9;

    private OpenFacts() {}

    static Map<String, Object> header(String type, ByteBuffer frame) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("type", type);
        facts.put("length", frame.remaining());
        return facts;
    }

    static Map<String, Object> of(Open open, ByteBuffer frame) {
        Map<String, Object> facts = header("OPEN", frame);
        facts.put("version", 4);
        facts.put("my_as", open.myAs().value());
        facts.put("hold_time", open.holdTimeSeconds());
        facts.put("router_id", open.routerId().toString());
        facts.put("capabilities", capabilities(open.capabilities()));
        int start = frame.position() + PARAMETERS;
        boolean extended =
                frame.remaining() > PARAMETERS + 3
                        && frame.get(start) != 0
                        && frame.get(start + 1) == (byte) 0xff;
        if (extended) {
            facts.put("extended_optional_parameters", true);
        }
        return facts;
    }

    static List<Object> capabilities(List<Capability> capabilities) {
        return capabilities.stream().map(OpenFacts::capability).toList();
    }

    private static Object capability(Capability capability) {
        return switch (capability) {
            case Capability.Multiprotocol(var family) -> Map.of("multiprotocol", pair(family));
            case Capability.RouteRefresh() -> Map.of("route_refresh", true);
            case Capability.ExtendedMessage() -> Map.of("extended_message", true);
            case Capability.FourOctetAs(var asNumber) -> Map.of("as4", asNumber.value());
            case Capability.Role(var role) -> Map.of("role", role.wireNumber());
            case Capability.AddPath(var families) ->
                    Map.of(
                            "add_path",
                            families.stream()
                                    .map(each -> triple(each.family(), each.mode()))
                                    .toList());
            case Capability.GracefulRestart restart ->
                    Map.of("graceful_restart", gracefulRestart(restart));
            case Capability.ExtendedNextHop _,
                    Capability.EnhancedRouteRefresh _,
                    Capability.LongLivedGracefulRestart _ ->
                    raw(capability.code(), CapabilityCodec.value(capability));
            case Capability.Unknown(int code, var value) -> raw(code, value);
        };
    }

    private static Object raw(int code, Octets value) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("code", code);
        facts.put("value_hex", value.toString());
        return facts;
    }

    private static Object gracefulRestart(Capability.GracefulRestart restart) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("restart_flag", restart.restarting());
        facts.put("time", restart.restartSeconds());
        facts.put(
                "families",
                restart.families().stream()
                        .map(each -> triple(each.family(), each.forwardingPreserved() ? 0x80 : 0))
                        .toList());
        return facts;
    }

    private static List<Integer> pair(AddressFamily family) {
        return List.of(family.afi(), family.safi());
    }

    private static List<Integer> triple(AddressFamily family, int last) {
        return List.of(family.afi(), family.safi(), last);
    }

    static Map<String, Object> of(Notification said, ByteBuffer frame) {
        Map<String, Object> facts = header("NOTIFICATION", frame);
        facts.put("code", said.code());
        facts.put("subcode", said.subcode());
        if (said.data().length() > 0) {
            facts.put("data_hex", said.data().toString());
        }
        return facts;
    }

    static Map<String, Object> of(RouteRefresh refresh, ByteBuffer frame) {
        Map<String, Object> facts = header("ROUTE-REFRESH", frame);
        facts.put("afi", refresh.family().afi());
        facts.put("safi", refresh.family().safi());
        facts.put("subtype", refresh.demarcation());
        return facts;
    }
}
