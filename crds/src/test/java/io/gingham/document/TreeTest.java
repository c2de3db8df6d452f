package io.gingham.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreeTest {

    private static final Tree DOCUMENT =
            Tree.of(
                    Map.of(
                            "spec",
                            Map.of(
                                    "ports",
                                    List.of(Map.of("port", 80), "http"),
                                    "name",
                                    "web",
                                    "long",
                                    "x".repeat(200),
                                    "on",
                                    true)));

    private static void refuses(String said, Executable reading) {
        assertEquals(said, assertThrows(Refusal.class, reading).getMessage());
    }

    private static Tree spec() {
        return DOCUMENT.get("spec");
    }

    @Test
    void aFaultSaysItsPathWhatWasExpectedAndWhatWasSeen() {
        refuses("spec.name: expected a list, seen web", () -> spec().get("name").list());
        refuses(
                "spec.ports[1]: expected an object, seen http",
                () -> spec().get("ports").list().get(1).mapping());
        refuses("spec.on: expected a string, seen true", () -> spec().get("on").text());
        refuses(
                "spec.ports[0].port: expected a number in 1..79, seen 80",
                () -> spec().get("ports").list().getFirst().get("port").integer(1, 79));
    }

    @Test
    void whatIsMissingIsSaidToBe() {
        refuses("spec.a: missing; expected a string", () -> spec().get("a").text());
        refuses("spec.a: missing; expected a word or number", () -> spec().get("a").word());
        refuses("spec.a: missing; expected an object", () -> spec().get("a").mapping());
    }

    @Test
    void allUnknownFieldsAreNamed() {
        Tree tree = Tree.of(Map.of("prts", 1, "colour", 2, "name", 3));
        Refusal refusal = assertThrows(Refusal.class, () -> tree.allowing(Set.of("ports", "name")));
        assertEquals(
                Set.of(
                        "prts: unknown field; did you mean 'ports'? known are [name, ports]",
                        "colour: unknown field; known are [name, ports]"),
                Set.copyOf(refusal.reasons()));
    }

    @Test
    void aLongValueIsCut() {
        refuses(
                "spec.long: expected a list, seen " + "x".repeat(80) + "…",
                () -> spec().get("long").list());
    }

    @Test
    void wordsMayBeNumbersAndTruths() {
        assertEquals("80", spec().get("ports").list().getFirst().get("port").word());
        assertEquals("true", spec().get("on").word());
        refuses(
                "spec.ports[0]: expected a word or number, seen {port=80}",
                () -> spec().get("ports").list().getFirst().word());
    }

    @ParameterizedTest
    @CsvSource({
        "spec.ingress[0].from, spec.ingress[0]",
        "spec.ingress[0], spec.ingress",
        "spec, ''",
        "'', ''"
    })
    void whatIsAroundAPath(String path, String around) {
        assertEquals(around, FieldPath.around(path));
    }

    @Test
    void howFarANameMayBe() {
        assertEquals(Optional.of("shop"), NearestName.within(2, "shpo", List.of("shop", "web")));
        assertEquals(Optional.empty(), NearestName.of("shpo", List.of("shop", "web")));
        assertEquals(
                Optional.of("ingress"), NearestName.of("Ingres", List.of("egress", "ingress")));
    }
}
