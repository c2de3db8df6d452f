package io.gingham.policy.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.gingham.policy.cases.PublicCases;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.selector.Selector;
import io.gingham.policy.selector.SelectorException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds conversion and the custom resource definitions together: on each level of each kind both
/// know the same fields. What conversion knows it tells itself, when it meets a field it doesn't.
class SchemaTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern KNOWN =
            Pattern.compile("unknown field; known are \\[([A-Za-z, ]*)]");

    /// What is in `http` is not read, because `http` is refused. Notes on a rule restrict nothing.
    private static final Set<String> NOT_READ = Set.of("http", "metadata");

    @ParameterizedTest
    @EnumSource(
            names = {
                "NETWORK_POLICY",
                "GLOBAL_NETWORK_POLICY",
                "STAGED_NETWORK_POLICY",
                "STAGED_GLOBAL_NETWORK_POLICY",
                "STAGED_KUBERNETES_NETWORK_POLICY",
                "TIER",
                "PROFILE",
                "NETWORK_SET",
                "GLOBAL_NETWORK_SET",
                "HOST_ENDPOINT"
            })
    void conversionAndSchemaKnowTheSameFields(ResourceKind kind) throws IOException {
        int levels = walk(kind, spec(kind), List.of("spec"));
        assertTrue(levels > 0);
    }

    @Test
    void everyKindOfTheGroupHasADefinition() throws IOException {
        for (ResourceKind kind : ResourceKind.values()) {
            if (kind.apiVersion().equals("projectcalico.org/v3")) {
                assertFalse(spec(kind).isEmpty(), kind.kind());
            }
        }
    }

    /// The schema takes `http`, so that the agent can say why it doesn't.
    @Test
    void httpIsTakenByTheSchemaAndRefusedWithAReason() throws IOException {
        List<String> path = List.of("spec", "ingress", "[]", "http");
        assertTrue(
                problems(ResourceKind.NETWORK_POLICY, path).getFirst().contains("proxy"),
                () -> "" + problems(ResourceKind.NETWORK_POLICY, path));
        assertTrue(child(rule(), "http").containsKey("properties"));
    }

    @Test
    void thePatternTakesEverySelectorThatParses() throws IOException {
        int taken = 0;
        for (Map<?, ?> row : PublicCases.table("selectors.yaml")) {
            String expr = String.valueOf(row.get("expr"));
            try {
                String canonical = Selector.parse(expr).toString();
                assertTrue(namespacePattern().matcher(expr).matches(), expr);
                assertTrue(namespacePattern().matcher(canonical).matches(), canonical);
                boolean global = expr.matches("([^'\"]|'[^']*'|\"[^\"]*\")*global\\(.*");
                assertEquals(!global, pattern().matcher(expr).matches(), expr);
                taken++;
            } catch (SelectorException e) {
                // Others may be refused.
            }
        }
        assertTrue(taken > 40, taken + " were taken");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \t\n",
                "a== 'x'&&!!b!=\"y\"||(c in{}&&d not in { 'a' , \"b\" ,\t})",
                "in in {'in'}",
                "a\u2003==\u000b'x'",
                "k8s.io/a_b-c starts with ''",
                "a == '=!&|{},\"' || b contains \"'\"",
                "!all() && has( a )",
                "a == 'global()'",
                "global == 'x' && bal != \"y\"",
                "has(b) && has(ba) && has(bbal) || abb in {'x'}",
                "b == 'x'",
                "has(bal )",
                "a == 'x' && all()"
            })
    void thePatternTakes(String selector) throws IOException {
        Selector.parse(selector);
        assertTrue(pattern().matcher(selector).matches());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app == nginx",
                "app = 'nginx'",
                "app == 'nginx",
                "app in {a, b}",
                "app in {'a' 'b'}",
                "app in {,}",
                "app in ('a', 'b')",
                "a == 'x' & b == 'y'",
                "a == 'x', b == 'y'",
                "app != nginx"
            })
    void thePatternRefusesWhatIsMistakenMost(String selector) throws IOException {
        assertFalse(pattern().matcher(selector).matches());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "global()",
                "!global()",
                "a == 'x' && global()",
                "a == 'x'||global()",
                "has(b)&&(global())",
                "bglobal()"
            })
    void onlyANamespaceSelectorMayBeGlobal(String selector) throws IOException {
        assertFalse(pattern().matcher(selector).matches());
        assertTrue(namespacePattern().matcher(selector).matches());
    }

    /// @return how many levels were compared
    private static int walk(ResourceKind kind, Map<?, ?> schema, List<String> path) {
        int levels = 0;
        Map<?, ?> properties = mapping(schema.get("properties"));
        if (!properties.isEmpty()) {
            Set<String> inSchema = new TreeSet<>();
            properties.keySet().forEach(name -> inSchema.add(String.valueOf(name)));
            assertEquals(inSchema, known(kind, path), kind.kind() + " " + path);
            levels++;
            for (Map.Entry<?, ?> property : properties.entrySet()) {
                String name = String.valueOf(property.getKey());
                if (!NOT_READ.contains(name)) {
                    levels += walk(kind, mapping(property.getValue()), with(path, name));
                }
            }
        }
        Map<?, ?> items = mapping(schema.get("items"));
        return levels + (items.isEmpty() ? 0 : walk(kind, items, with(path, "[]")));
    }

    private static Set<String> known(ResourceKind kind, List<String> path) {
        List<String> problems = problems(kind, with(path, "nobodyKnowsThis"));
        for (String problem : problems) {
            Matcher matcher = KNOWN.matcher(problem);
            if (matcher.find()) {
                return new TreeSet<>(Arrays.asList(matcher.group(1).split(", ")));
            }
        }
        throw new AssertionError(kind.kind() + " " + path + " takes anything: " + problems);
    }

    /// Of an object that has nothing but this path.
    private static List<String> problems(ResourceKind kind, List<String> path) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("metadata", Map.of("name", "x", "namespace", "x"));
        object.put("spec", along(path.subList(1, path.size())));
        return ResourceConverter.convert(kind, object).problems();
    }

    private static Object along(List<String> path) {
        if (path.isEmpty()) {
            return Map.of();
        }
        Object rest = along(path.subList(1, path.size()));
        if (path.getFirst().equals("[]")) {
            return List.of(rest);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(path.getFirst(), rest);
        return map;
    }

    private static Map<?, ?> spec(ResourceKind kind) throws IOException {
        String file = "/crds/" + kind.plural() + ".projectcalico.org-v1.yml";
        try (InputStream in =
                Objects.requireNonNull(SchemaTest.class.getResourceAsStream(file), file)) {
            Map<?, ?> definition = YAML.readValue(in, Map.class);
            List<?> versions =
                    (List<?>) Objects.requireNonNull(at(definition, "spec").get("versions"));
            Map<?, ?> version = mapping(versions.getFirst());
            return child(at(version, "schema", "openAPIV3Schema"), "spec");
        }
    }

    private static Map<?, ?> rule() throws IOException {
        return mapping(child(spec(ResourceKind.NETWORK_POLICY), "ingress").get("items"));
    }

    private static Pattern namespacePattern() throws IOException {
        Map<?, ?> source = child(rule(), "source");
        return Pattern.compile(String.valueOf(child(source, "namespaceSelector").get("pattern")));
    }

    private static Pattern pattern() throws IOException {
        Map<?, ?> selector = child(spec(ResourceKind.NETWORK_POLICY), "selector");
        return Pattern.compile(String.valueOf(selector.get("pattern")));
    }

    private static Map<?, ?> child(Map<?, ?> schema, String property) {
        return at(schema, "properties", property);
    }

    private static Map<?, ?> at(Map<?, ?> map, String... path) {
        Map<?, ?> at = map;
        for (String field : path) {
            at = mapping(at.get(field));
        }
        return at;
    }

    private static Map<?, ?> mapping(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<String> with(List<String> path, String last) {
        List<String> longer = new ArrayList<>(path);
        longer.add(last);
        return longer;
    }
}
