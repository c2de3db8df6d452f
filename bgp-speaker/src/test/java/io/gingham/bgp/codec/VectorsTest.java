package io.gingham.bgp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.bgp.codec.VectorRunner.Outcome;
import io.gingham.bgp.message.BgpException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/// The vectors of ExaBGP, FRR, GoBGP, bio-rd, holo, tcpdump and RIPE RIS, with the outcome a
/// speaker must show.
class VectorsTest {

    private static final String BGPSEC = "BGPsec (RFC 8205), whose routes have no AS_PATH";

    /// Vectors of what is not spoken yet, and the thing that is missing. Issue 5 empties this list.
    private static final Map<String, String> NOT_YET =
            Map.ofEntries(
                    Map.entry("bgp-0001", "add-path (RFC 7911)"),
                    Map.entry("bgp-0052", "add-path (RFC 7911)"),
                    Map.entry("bgp-0070", "IPv6 routes with an IPv4 next hop"),
                    Map.entry("bgp-0168", "AIGP (RFC 7311); carried on as unknown"),
                    Map.entry("bgp-0174", "sessions within one administrative domain (OAD)"),
                    Map.entry("bgp-0191", "the NLRI of VPN routes (RFC 4364)"),
                    Map.entry("bgp-0321", "confederations (RFC 5065)"),
                    Map.entry("bgp-0588", "extended messages (RFC 8654)"),
                    Map.entry("bgp-0651", BGPSEC),
                    Map.entry("bgp-0654", BGPSEC),
                    Map.entry("bgp-0657", BGPSEC),
                    Map.entry("bgp-0660", BGPSEC),
                    Map.entry("bgp-0663", BGPSEC),
                    Map.entry("bgp-0666", BGPSEC),
                    Map.entry("bgp-0669", BGPSEC));

    @TestFactory
    Stream<DynamicTest> vectors() {
        return tests("vectors.yaml");
    }

    @TestFactory
    Stream<DynamicTest> routesSeenOnTheInternet() {
        return tests("ris-updates.yaml");
    }

    @TestFactory
    Stream<DynamicTest> whatFuzzersFound() {
        return tests("fuzz-corpus.yaml");
    }

    private static Stream<DynamicTest> tests(String file) {
        List<JsonNode> cases = Cases.load(file);
        return cases.stream()
                .map(
                        vector ->
                                DynamicTest.dynamicTest(
                                        vector.get("id").asText()
                                                + " "
                                                + vector.path("name").asText(""),
                                        () -> checkNamed(vector)));
    }

    private static void checkNamed(JsonNode vector) {
        try {
            check(vector);
        } catch (AssertionError | RuntimeException e) {
            if (e instanceof TestAbortedException) {
                throw e;
            }
            throw new AssertionError("vector " + vector.get("id").asText() + ": " + e, e);
        }
    }

    private static void check(JsonNode vector) {
        String missing = NOT_YET.get(vector.get("id").asText());
        if (missing == null) {
            verify(vector);
        } else {
            assertThrows(
                    AssertionError.class,
                    () -> verify(vector),
                    "it passes now: take it off the list of what waits for " + missing);
        }
    }

    private static void verify(JsonNode vector) {
        Outcome outcome = VectorRunner.run(vector);
        JsonNode expected = vector.get("expect");
        String word = expected.get("outcome").asText();
        switch (word) {
            case "no-crash" -> {}
            case "error" -> assertTrue(!outcome.word().equals("accept"), outcome.toString());
            case "accept" -> {
                boolean taken =
                        outcome.word().equals("accept")
                                || (expected.has("keep")
                                        && outcome.word().equals("attribute-discard"));
                assertTrue(taken, outcome.toString());
                facts(vector.path("decoded"), outcome);
            }
            default -> fails(expected, word, outcome);
        }
    }

    private static void facts(JsonNode facts, Outcome outcome) {
        if (facts.has("type")) {
            DecodedFacts.check(facts, outcome.message().orElseThrow().message());
        } else if (facts.has("capabilities")) {
            DecodedFacts.capabilities(facts.get("capabilities"), outcome.capabilities());
        } else if (facts.has("string")) {
            DecodedFacts.path(facts, outcome.path().orElseThrow());
        }
    }

    private static void fails(JsonNode expected, String word, Outcome outcome) {
        String or = expected.path("or").asText();
        boolean unknownCapability =
                or.contains("ignore just this capability") && outcome.word().equals("accept");
        if (unknownCapability || outcome.word().equals(or)) {
            return;
        }
        // A bad OPEN is a session error to some files, and an error of its own to others.
        boolean bothEnd = word.equals("session-error") && outcome.word().equals("open-error");
        assertTrue(word.equals(outcome.word()) || bothEnd, outcome.toString());
        outcome.error().ifPresent(error -> codes(expected, error));
    }

    private static void codes(JsonNode expected, BgpException error) {
        if (expected.has("code")) {
            assertEquals(expected.get("code").asInt(), error.error().code());
        }
        if (expected.has("subcode")) {
            assertEquals(expected.get("subcode").asInt(), error.error().subcode());
        }
        if (expected.has("subcode_any_of")) {
            boolean any = false;
            for (JsonNode subcode : expected.get("subcode_any_of")) {
                any |= subcode.asInt() == error.error().subcode();
            }
            assertTrue(any, error.error().toString());
        }
        if (expected.has("data")) {
            assertEquals(expected.get("data").asText(), error.notification().data().toString());
        }
    }
}
