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

    /// Kubernetes 1.25 has no library for addresses, and estimates what a rule costs from the
    /// longest text it may meet.
    @ParameterizedTest
    @MethodSource("kinds")
    void rulesCallOnlyWhatEveryServerHasAndTouchOnlyBoundedTexts(
            Class<? extends CustomResource<?, ?>> kind) throws Exception {
        JSONSchemaProps spec = spec(kind);
        for (ValidationRule rule : spec.getXKubernetesValidations()) {
            Set<String> calls = found("(\\w+)\\(", rule.getRule());
            calls.removeAll(java.util.List.of("has", "duration"));
            assertEquals(new TreeSet<>(), calls);
            for (String field : found("self\\.(\\w+)", rule.getRule())) {
                assertTrue(
                        Objects.requireNonNull(spec.getProperties().get(field)).getMaxLength() > 0,
                        field);
            }
        }
    }

    @Test
    void everyRuleSaysWhatToDo() throws Exception {
        for (Class<? extends CustomResource<?, ?>> kind : kinds()) {
            for (ValidationRule rule : spec(kind).getXKubernetesValidations()) {
                assertTrue(rule.getMessage().contains(" must be "), rule.getMessage());
            }
        }
    }

    private static boolean accepts(
            Class<? extends CustomResource<?, ?>> kind, Map<String, Object> spec) throws Exception {
        for (ValidationRule rule : spec(kind).getXKubernetesValidations()) {
            Object holds =
                    RUNTIME.createProgram(COMPILER.compile(rule.getRule()).getAst())
                            .eval(Map.of("self", spec));
            if (holds.equals(false)) {
                return false;
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
