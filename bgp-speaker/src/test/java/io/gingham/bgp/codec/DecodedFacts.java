package io.gingham.bgp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Notification;
import io.gingham.bgp.message.BgpMessage.Open;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Capability;
import io.gingham.bgp.message.Octets;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.MpReach;
import io.gingham.bgp.message.PathAttribute.MpUnreach;
import io.gingham.bgp.message.PathAttribute.Unknown;
import io.gingham.bgp.message.PathAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Holds what a vector says of its content against what the codec found.
final class DecodedFacts {

    /// Attributes the codec carries on unread; issue 5 takes them apart. Each must shrink out of
    /// this list.
    private static final Map<String, Integer> CARRIED_ATTRIBUTES =
            Map.of(
                    "originator_id", 9,
                    "cluster_list", 10,
                    "extended_communities_hex", 16,
                    "large_communities", 32,
                    "only_to_customer", 35);

    /// Capabilities that are recognised as unknown ones; issue 5 takes them apart.
    private static final Map<String, Integer> CARRIED_CAPABILITIES =
            Map.of("extended_message", 6, "role", 9, "add_path", 69);

    private DecodedFacts() {}

    static void check(JsonNode facts, BgpMessage message) {
        switch (message) {
            case Open open -> open(facts, open);
            case Update update -> update(facts, update);
            case Notification notification -> {
                assertEquals(facts.get("code").asInt(), notification.code());
                assertEquals(facts.get("subcode").asInt(), notification.subcode());
                assertEquals(facts.path("data_hex").asText(), notification.data().toString());
            }
            case BgpMessage.Keepalive _ -> assertEquals("KEEPALIVE", facts.get("type").asText());
            case BgpMessage.RouteRefresh _ ->
                    assertEquals("ROUTE-REFRESH", facts.get("type").asText());
        }
    }

    private static void open(JsonNode facts, Open open) {
        assertEquals(facts.get("my_as").asLong(), open.myAs().value());
        assertEquals(facts.get("hold_time").asInt(), open.holdTimeSeconds());
        assertEquals(facts.get("router_id").asText(), open.routerId().toString());
        capabilities(facts.get("capabilities"), open.capabilities());
    }

    static void capabilities(JsonNode facts, List<Capability> capabilities) {
        assertEquals(facts.size(), capabilities.size());
        for (int i = 0; i < facts.size(); i++) {
            capability(facts.get(i), capabilities.get(i));
        }
    }

    private static void capability(JsonNode fact, Capability capability) {
        String name = fact.fieldNames().next();
        JsonNode value = fact.get(name);
        switch (capability) {
            case Capability.Multiprotocol(var family) -> {
                JsonNode pair = fact.get("multiprotocol");
                assertEquals(pair.get(0).asInt(), family.afi());
                assertEquals(pair.get(1).asInt(), family.safi());
            }
            case Capability.RouteRefresh() -> assertEquals("route_refresh", name);
            case Capability.FourOctetAs(var asNumber) ->
                    assertEquals(fact.get("as4").asLong(), asNumber.value());
            case Capability.GracefulRestart restart -> {
                assertEquals("graceful_restart", name);
                assertEquals(value.get("restart_flag").asBoolean(), restart.restarting());
                assertEquals(value.get("time").asInt(), restart.restartSeconds());
                assertEquals(value.get("families").size(), restart.families().size());
            }
            case Capability.Unknown(int code, var octets) -> {
                int expected = CARRIED_CAPABILITIES.getOrDefault(name, fact.path("code").asInt(-1));
                assertEquals(expected, code);
                if (name.equals("code")) {
                    assertEquals(fact.get("value_hex").asText(), octets.toString());
                }
            }
        }
    }

    static void update(JsonNode facts, Update update) {
        assertEquals(texts(facts.path("withdrawn")), strings(update.withdrawn()));
        assertEquals(texts(facts.path("nlri")), strings(update.announced()));
        if (facts.has("end_of_rib")) {
            var family = update.endOfRib().orElseThrow();
            String seen = "afi " + family.afi() + " safi " + family.safi();
            String fact = facts.get("end_of_rib").asText();
            assertEquals(fact.contains("afi") ? fact : "afi 1 safi 1", seen);
        }
        JsonNode attributes = facts.path("attributes");
        attributes
                .fieldNames()
                .forEachRemaining(
                        name -> attribute(name, attributes.get(name), facts, update.attributes()));
    }

    private static void attribute(
            String name, JsonNode fact, JsonNode facts, PathAttributes attributes) {
        switch (name) {
            case "origin" ->
                    assertEquals(
                            fact.asText(), attributes.origin().name().toLowerCase(Locale.ROOT));
            case "as_path" -> {
                String merged = facts.path("as_path_after_as4_merge").asText("");
                JsonNode real = facts.path("attributes").path("as4_path");
                String unmerged = path(real.isMissingNode() ? fact : real);
                String expected = merged.isEmpty() ? unmerged : merged;
                assertEquals(expected, attributes.asPath().toString());
            }
            case "as4_path" -> assertTrue(attributes.find(PathAttribute.As4Path.class).isEmpty());
            case "next_hop" ->
                    assertEquals(fact.asText(), attributes.nextHop().orElseThrow().toString());
            case "med" -> assertEquals(fact.asLong(), attributes.med());
            case "local_pref" -> assertEquals(fact.asLong(), attributes.localPref());
            case "atomic_aggregate" ->
                    assertTrue(attributes.find(PathAttribute.AtomicAggregate.class).isPresent());
            case "aggregator" -> {
                var aggregator = attributes.find(PathAttribute.Aggregator.class).orElseThrow();
                assertEquals(fact.get("asn").asLong(), aggregator.asNumber().value());
                assertEquals(fact.get("address").asText(), aggregator.address().toString());
            }
            case "communities" -> assertEquals(texts(fact), strings(attributes.communities()));
            case "mp_reach" -> reach(fact, attributes);
            case "mp_unreach" -> unreach(fact, attributes);
            case "other_attributes" -> fact.forEach(each -> other(each, attributes));
            default -> {
                Integer type = CARRIED_ATTRIBUTES.get(name);
                assertTrue(type != null, "nobody checks the attribute " + name);
                assertTrue(unknown(attributes, type), name + " is carried");
            }
        }
    }

    private static void reach(JsonNode fact, PathAttributes attributes) {
        if (isPlain(fact)) {
            MpReach reach = attributes.find(MpReach.class).orElseThrow();
            List<String> nextHops = new ArrayList<>(List.of(fact.get("next_hop").asText()));
            if (fact.has("link_local")) {
                nextHops.add(fact.get("link_local").asText());
            }
            assertEquals(nextHops, strings(reach.nextHops()));
            assertEquals(texts(fact.get("nlri")), strings(reach.announced()));
        } else {
            assertTrue(unknown(attributes, MpReach.TYPE));
        }
    }

    private static void unreach(JsonNode fact, PathAttributes attributes) {
        if (fact.has("withdrawn")) {
            MpUnreach unreach = attributes.find(MpUnreach.class).orElseThrow();
            assertEquals(texts(fact.get("withdrawn")), strings(unreach.withdrawn()));
        } else {
            assertTrue(
                    fact.get("nlri_hex").asText().isEmpty() || unknown(attributes, MpUnreach.TYPE));
        }
    }

    private static boolean isPlain(JsonNode fact) {
        return fact.get("afi").asInt() <= 2 && fact.get("safi").asInt() == 1;
    }

    private static void other(JsonNode fact, PathAttributes attributes) {
        int type = fact.get("type").asInt();
        Octets value = Octets.parse(fact.get("value_hex").asText());
        assertTrue(
                attributes.asList().stream()
                        .anyMatch(
                                a ->
                                        a instanceof Unknown unknown
                                                && unknown.type() == type
                                                && unknown.value().equals(value)),
                "attribute " + type + " is carried on as it came");
    }

    private static boolean unknown(PathAttributes attributes, int type) {
        return attributes.asList().stream().anyMatch(a -> a instanceof Unknown && a.type() == type);
    }

    static void path(JsonNode facts, AsPath path) {
        assertEquals(facts.get("string").asText(), path.toString());
        assertEquals(
                facts.get("string_without_confed").asText(),
                path.withoutConfederation().toString());
        assertEquals(facts.get("path_length").asInt(), path.length());
        assertEquals(
                facts.get("first_as").asLong(),
                path.firstAs().map(first -> first.value()).orElse(0L));
    }

    private static String path(JsonNode segments) {
        List<String> parts = new ArrayList<>();
        for (JsonNode segment : segments) {
            String kind = segment.fieldNames().next();
            List<String> numbers = texts(segment.get(kind));
            parts.add(
                    switch (kind) {
                        case "sequence" -> String.join(" ", numbers);
                        case "set" ->
                                numbers.stream()
                                        .map(Long::valueOf)
                                        .distinct()
                                        .sorted()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(",", "{", "}"));
                        default -> throw new AssertionError("segment " + kind);
                    });
        }
        return String.join(" ", parts);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static List<String> strings(List<?> values) {
        return values.stream().map(Object::toString).toList();
    }
}
