package io.gingham.crds.v3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
                    .addVar("self", SimpleType.DYN)
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
        assertEquals(
                accepted,
                accepts(
                        BGPPeer.class,
                        Map.of("peerIP", "192.0.2.1", "asNumber", 64512, field, value)));
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
    void anEmptySpecBreaksNoRuleWhereNothingMustBeGiven(Class<? extends CustomResource<?, ?>> kind)
            throws Exception {
        boolean needsSomething = kind == BGPPeer.class || kind == HostEndpoint.class;
        assertEquals(!needsSomething, accepts(kind, Map.of()));
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
        "'{ingress: [{action: Allow, protocol: ICMP, icmp: {type: 8, code: 0}}]}', true",
        "'{ingress: [{action: Allow, protocol: ICMP, icmp: {code: 0}}]}', false",
        "'{egress: [{action: Deny}, {action: Allow, protocol: ICMPv6, notICMP: {code: 0}}]}', false",
    })
    void aGlobalPolicyIsOfOnePlaceAndOneDirection(String spec, boolean accepted) throws Exception {
        Map<String, Object> parsed = parsed(spec);
        assertEquals(accepted, accepts(GlobalNetworkPolicy.class, parsed));
        assertEquals(accepted, accepts(StagedGlobalNetworkPolicy.class, parsed));
    }

    @ParameterizedTest
    @CsvSource({
        "'{peerIP: 192.0.2.1, asNumber: 64512}', true",
        "'{peerIP: 192.0.2.1}', false",
        "'{asNumber: 64512}', false",
        "'{}', false",
        "'{peerSelector: a}', true",
        "'{localWorkloadSelector: a}', true",
        "'{peerInterfaces: [eth1, eth2]}', true",
        "'{peerIP: 192.0.2.1, asNumber: 64512, node: n1, nodeSelector: all()}', false",
        "'{peerIP: 192.0.2.1, asNumber: 64512, node: n1, nodeSelector: \"\"}', true",
        "'{peerIP: \"192.0.2.1:1790\", asNumber: 64512}', true",
        "'{peerIP: \"[2001:db8::1]:1790\", asNumber: 64512}', true",
        "'{peerIP: \"2001:db8::1\", asNumber: 64512}', true",
        "'{peerIP: rack1-tor, asNumber: 64512}', false",
        "'{peerIP: 192.0.2, asNumber: 64512}', false",
        "'{peerIP: 192.0.2.256, asNumber: 64512}', false",
        "'{peerIP: \"192.0.2.1:0\", asNumber: 64512}', false",
        "'{peerIP: \"192.0.2.1:65536\", asNumber: 64512}', false",
        "'{peerIP: \"[2001:db8::1]:65536\", asNumber: 64512}', false",
    })
    void aPeerIsFoundByItsAddressOrBySelectors(String spec, boolean accepted) throws Exception {
        assertEquals(accepted, accepts(BGPPeer.class, parsed(spec)));
    }

    @ParameterizedTest
    @CsvSource({
        "'{interfaceName: eth0}', true",
        "'{expectedIPs: [192.0.2.1]}', true",
        "'{node: n1}', false",
    })
    void aHostEndpointIsFoundByItsInterfaceOrItsAddresses(String spec, boolean accepted)
            throws Exception {
        assertEquals(accepted, accepts(HostEndpoint.class, parsed(spec)));
    }

    @ParameterizedTest
    @CsvSource({
        "'{action: Allow}', true",
        "'{action: Allow, destination: {ports: [80]}}', false",
        "'{action: Allow, destination: {ports: []}}', true",
        "'{action: Allow, source: {notPorts: [80]}}', false",
        "'{action: Allow, protocol: TCP, source: {notPorts: [80]}}', true",
        "'{action: Allow, protocol: 6, destination: {ports: [80]}}', true",
        "'{action: Allow, protocol: \"17\", destination: {ports: [80]}}', true",
        "'{action: Allow, protocol: 47, destination: {ports: [80]}}', false",
        "'{action: Allow, protocol: ICMP, destination: {ports: [80]}}', false",
        "'{action: Allow, protocol: ICMP, icmp: {type: 8}}', true",
        "'{action: Allow, protocol: 58, notICMP: {type: 128}}', true",
        "'{action: Allow, protocol: TCP, icmp: {type: 8}}', false",
        "'{action: Allow, icmp: {type: 8}}', false",
        "'{action: Allow, source: {services: {name: web}}}', true",
        "'{action: Allow, source: {services: {name: web}, selector: all()}}', false",
        "'{action: Allow, destination: {services: {name: web}}}', false",
    })
    void anIngressRuleGoesTogether(String rule, boolean accepted) throws Exception {
        Map<String, Object> spec = parsed("{ingress: [" + rule + "]}");
        for (Class<? extends CustomResource<?, ?>> kind :
                java.util.List.of(
                        NetworkPolicy.class,
                        GlobalNetworkPolicy.class,
                        StagedNetworkPolicy.class,
                        StagedGlobalNetworkPolicy.class,
                        Profile.class)) {
            assertEquals(accepted, accepts(kind, spec), kind.getSimpleName());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'{action: Allow, destination: {services: {name: web}}}', true",
        "'{action: Allow, protocol: TCP, destination: {services: {name: web}, ports: [80]}}', false",
        "'{action: Allow, destination: {services: {name: web}, notNets: [10.0.0.0/8]}}', false",
        "'{action: Allow, source: {services: {name: web}}}', false",
    })
    void anEgressRuleNamesAServiceAsItsDestinationAlone(String rule, boolean accepted)
            throws Exception {
        assertEquals(accepted, accepts(NetworkPolicy.class, parsed("{egress: [" + rule + "]}")));
    }

    /// An API server asks a rule only of an object that structure finds nothing wrong with, and
    /// structure has no words.
    @ParameterizedTest
    @MethodSource("kinds")
    void structureLeavesToRulesWhatGoesTogether(Class<? extends CustomResource<?, ?>> kind)
            throws Exception {
        everywhere(
                spec(kind),
                schema -> {
                    assertEquals(java.util.List.of(), schema.getAllOf());
                    assertEquals(java.util.List.of(), schema.getOneOf());
                    assertNull(schema.getNot());
                    if (schema.getXKubernetesIntOrString() == null) {
                        assertEquals(java.util.List.of(), schema.getAnyOf());
                    }
                });
    }

    @ParameterizedTest
    @CsvSource({
        "'{cidr: 10.0.0.0/8}', true",
        "'{cidr: 10.0.0.0/8, vxlanMode: Always, ipipMode: Never}', true",
        "'{cidr: 10.0.0.0/8, vxlanMode: Never, ipipMode: CrossSubnet}', true",
        "'{cidr: 10.0.0.0/8, vxlanMode: CrossSubnet, ipipMode: Always}', false",
        "'{cidr: fd00::/48, vxlanMode: Always}', true",
        "'{cidr: fd00::/48, ipipMode: Never}', true",
        "'{cidr: fd00::/48, ipipMode: Always}', false",
    })
    void aPoolIsEncapsulatedInOneWayThatCarriesIt(String pool, boolean accepted) throws Exception {
        assertEquals(accepted, accepts(IPPool.class, parsed(pool)));
    }

    private static Map<String, Object> parsed(String spec) {
        return io.fabric8.kubernetes.client.utils.Serialization.unmarshal(
                "---\n" + spec, Map.class);
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
            calls.removeAll(java.util.List.of("has", "duration", "size", "matches", "type"));
            assertEquals(new TreeSet<>(), calls);
            String read = rule.getRule().replaceAll("(has|size)\\([\\w.]+\\)", "");
            for (String name : found("self\\.(\\w+)", read)) {
                JSONSchemaProps field =
                        name.equals("matches")
                                ? schema
                                : Objects.requireNonNull(schema.getProperties().get(name));
                String type =
                        field.getXKubernetesIntOrString() == null ? field.getType() : "string";
                boolean bounded =
                        switch (type) {
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
        CustomResourceDefinition definition = Definition.of(kind, Form.RULES, scratch);
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
