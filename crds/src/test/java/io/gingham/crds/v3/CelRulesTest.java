package io.gingham.crds.v3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The definitions' rules in CEL, evaluated as an API server would.
class CelRulesTest {

    private static final CelCompiler COMPILER =
            CelCompilerFactory.standardCelCompilerBuilder()
                    .setStandardMacros(CelStandardMacro.HAS)
                    .addVar("self", MapType.create(SimpleType.STRING, SimpleType.DYN))
                    .setResultType(SimpleType.BOOL)
                    .build();
    private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder().build();

    @TempDir static Path scratch;

    @ParameterizedTest
    @CsvSource({
        "keepaliveTime, 0, true",
        "keepaliveTime, 0s, true",
        "keepaliveTime, 500ms, false",
        "keepaliveTime, 1s, true",
        "keepaliveTime, 30s, true",
        "keepaliveTime, 21845s, true",
        "keepaliveTime, 21846s, false",
        "maxRestartTime, 1h8m15s, true",
        "maxRestartTime, 1h8m16s, false",
    })
    void aPeersTimesFitTheirFields(String field, String value, boolean accepted) throws Exception {
        assertEquals(accepted, accepts(BGPPeer.class, Map.of(field, value)));
    }

    @ParameterizedTest
    @CsvSource({"120s, true", "4095s, true", "2h, false"})
    void theMeshsRestartTimeFitsItsField(String value, boolean accepted) throws Exception {
        assertEquals(
                accepted, accepts(BGPConfiguration.class, Map.of("nodeMeshMaxRestartTime", value)));
    }

    @ParameterizedTest
    @CsvSource({"0, true", "0s, true", "1ms, false", "999ms, false", "1s, true", "1h30m, true"})
    void noRefreshIsMoreOftenThanOnceASecond(String value, boolean accepted) throws Exception {
        for (String field :
                new String[] {
                    "iptablesRefreshInterval", "ipsetsRefreshInterval", "routeRefreshInterval"
                }) {
            assertEquals(accepted, accepts(FelixConfiguration.class, Map.of(field, value)), field);
        }
    }

    static Iterable<Class<? extends CustomResource<?, ?>>> kinds() {
        return CustomResourceDefinitionsTest.kinds();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anEmptySpecBreaksNoRule(Class<? extends CustomResource<?, ?>> kind) throws Exception {
        assertTrue(accepts(kind, Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "'{}', true",
        "'{preDNAT: true, applyOnForward: true}', true",
        "'{preDNAT: true}', false",
        "'{doNotTrack: true}', false",
        "'{preDNAT: false, doNotTrack: false}', true",
        "'{doNotTrack: true, applyOnForward: true}', true",
        "'{doNotTrack: true, applyOnForward: false}', false",
        "'{doNotTrack: true, preDNAT: true, applyOnForward: true}', false",
        "'{doNotTrack: true, preDNAT: false, applyOnForward: true}', true",
        "'{preDNAT: true, applyOnForward: true, egress: []}', true",
        "'{preDNAT: true, applyOnForward: true, types: [Ingress]}', true",
        "'{preDNAT: true, applyOnForward: true, types: [Egress]}', false",
        "'{preDNAT: true, applyOnForward: true, egress: [{action: Allow}]}', false",
        "'{egress: [{action: Allow}]}', true",
        "'{ingress: [{action: Allow, icmp: {type: 8, code: 0}}]}', true",
        "'{ingress: [{action: Allow, icmp: {code: 0}}]}', false",
        "'{egress: [{action: Deny}, {action: Allow, notICMP: {code: 0}}]}', false",
    })
    void aGlobalPolicyIsOfOnePlaceAndOneDirection(String spec, boolean accepted) throws Exception {
        Map<String, Object> parsed =
                io.fabric8.kubernetes.client.utils.Serialization.unmarshal(
                        "---\n" + spec, Map.class);
        assertEquals(accepted, accepts(GlobalNetworkPolicy.class, parsed));
        assertEquals(accepted, accepts(StagedGlobalNetworkPolicy.class, parsed));
    }

    /// Kubernetes 1.25 has no library for addresses, and estimates what a rule costs from the
    /// longest text or list it may meet; a list's size costs nothing.
    @ParameterizedTest
    @MethodSource("kinds")
    void rulesCallOnlyWhatEveryServerHasAndTouchOnlyBoundedFields(
            Class<? extends CustomResource<?, ?>> kind) throws Exception {
        everywhere(spec(kind), CelRulesTest::isCheap);
    }

    private static void isCheap(JSONSchemaProps schema) {
        for (ValidationRule rule : schema.getXKubernetesValidations()) {
            Set<String> calls = found("(\\w+)\\(", rule.getRule());
            calls.removeAll(java.util.List.of("has", "duration", "size"));
            assertEquals(new TreeSet<>(), calls);
            String read = rule.getRule().replaceAll("(has|size)\\([\\w.]+\\)", "");
            for (String name : found("self\\.(\\w+)", read)) {
                JSONSchemaProps field = Objects.requireNonNull(schema.getProperties().get(name));
                boolean bounded =
                        switch (field.getType()) {
                            case "string" -> field.getMaxLength() != null;
                            case "array" -> field.getMaxItems() != null;
                            default -> field.getType().equals("boolean");
                        };
                assertTrue(bounded, name);
            }
        }
    }

    @Test
    void everyRuleSaysWhatToDo() throws Exception {
        for (Class<? extends CustomResource<?, ?>> kind : kinds()) {
            everywhere(
                    spec(kind),
                    schema ->
                            schema.getXKubernetesValidations()
                                    .forEach(
                                            rule ->
                                                    assertTrue(
                                                            rule.getMessage().contains(" must be "),
                                                            rule.getMessage())));
        }
    }

    private static void everywhere(JSONSchemaProps schema, Consumer<JSONSchemaProps> check) {
        check.accept(schema);
        Definition.inside(schema).forEach(inner -> everywhere(inner, check));
    }

    private static boolean accepts(
            Class<? extends CustomResource<?, ?>> kind, Map<String, Object> spec) throws Exception {
        return accepts(spec(kind), spec);
    }

    /// Rules hold for the value at their place, at every place where there is one.
    private static boolean accepts(JSONSchemaProps schema, Object value) throws Exception {
        for (ValidationRule rule : schema.getXKubernetesValidations()) {
            Object holds =
                    RUNTIME.createProgram(COMPILER.compile(rule.getRule()).getAst())
                            .eval(Map.of("self", value));
            if (holds.equals(false)) {
                return false;
            }
        }
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                JSONSchemaProps field =
                        schema.getProperties() == null
                                ? null
                                : schema.getProperties().get(entry.getKey());
                if (field != null && !accepts(field, Objects.requireNonNull(entry.getValue()))) {
                    return false;
                }
            }
        } else if (value instanceof java.util.List<?> list) {
            for (Object item : list) {
                if (!accepts(schema.getItems().getSchema(), Objects.requireNonNull(item))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static JSONSchemaProps spec(Class<? extends CustomResource<?, ?>> kind)
            throws Exception {
        CustomResourceDefinition definition = Definition.withRules(kind, scratch);
        return Objects.requireNonNull(
                definition
                        .getSpec()
                        .getVersions()
                        .getFirst()
                        .getSchema()
                        .getOpenAPIV3Schema()
                        .getProperties()
                        .get("spec"));
    }

    private static Set<String> found(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
