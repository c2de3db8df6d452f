package io.gingham.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchesTest {

    private static final Kinds KINDS = new Kinds();

    private static ObjectNode yaml(String text) {
        return (ObjectNode) Yaml.read(text).getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{containers: [{name: a, image: x}, {name: b}]} | {containers: [{name: a, image: y}]} | {containers: [{name: a, image: y}, {name: b}]}",
                "{containers: [{name: a}]} | {containers: [{name: b}]} | {containers: [{name: a}, {name: b}]}",
                "{containers: [{name: a}, {name: b}]} | {containers: [{name: a, $patch: delete}]} | {containers: [{name: b}]}",
                "{containers: [{name: a}, {name: b}]} | {containers: [{name: b, image: x}], $setElementOrder/containers: [{name: b}, {name: a}]} | {containers: [{name: b, image: x}, {name: a}]}",
                "{nodeSelector: {a: b, c: d}} | {nodeSelector: {a: null, e: f}} | {nodeSelector: {c: d, e: f}}",
                "{tolerations: [{key: a}]} | {tolerations: [{key: b}]} | {tolerations: [{key: b}]}",
                "{nodeSelector: {a: b}} | {nodeSelector: {$patch: replace, c: d}} | {nodeSelector: {c: d}}",
                "{containers: [{name: a, ports: [{containerPort: 53, protocol: UDP}]}]} | {containers: [{name: a, ports: [{containerPort: 53, protocol: TCP}]}]} | {containers: [{name: a, ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53, protocol: TCP}]}]}"
            })
    void aStrategicPatchGoesByTheMergeKeysOfAPod(String spec, String patch, String expected) {
        JsonNode schema = KINDS.definitions().named(KINDS.kind("", "Pod").definition());
        ObjectNode patched =
                new Patches(KINDS.definitions())
                        .strategic(yaml("spec: " + spec), yaml("spec: " + patch), schema);
        assertEquals(yaml("spec: " + expected), patched);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // RFC 7396 appendix A
                "{a: b} | {a: c} | {a: c}",
                "{a: b} | {b: c} | {a: b, b: c}",
                "{a: b} | {a: null} | {}",
                "{a: [b]} | {a: c} | {a: c}",
                "{a: c} | {a: [b]} | {a: [b]}",
                "{a: {b: c}} | {a: {b: d, c: null}} | {a: {b: d}}",
                "{a: [{b: c}]} | {a: [1]} | {a: [1]}",
                "{e: null} | {a: 1} | {e: null, a: 1}",
                "{} | {a: {bb: {ccc: null}}} | {a: {bb: {}}}"
            })
    void aMergePatchIsAsInRfc7396(String target, String patch, String expected) {
        assertEquals(yaml(expected), Patches.merge(yaml(target), yaml(patch)));
    }
}
