package io.gingham.crds.v3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the fields of policies and of their like may hold. The agent checks everything again: an
/// older definition, or none, must not open anything.
final class PolicyForms {

    /// Rules in CEL about each of a policy's rules cost what the longest list may cost.
    private static final long MOST_RULES = 10_000;

    /// White space of the selector language (Java's), strings, and all else but `=` `!` `&` `|` `{`
    /// `}`, which stand only where the language has them: a value without quotes, a single `=` and
    /// a set of bare words don't pass.
    private static final String SPACE = "[\\s\\x0b\\x1c-\\x1f\\p{Z}]*";

    private static final String STRING = "('[^']*'|\"[^\"]*\")";
    private static final String OTHER =
            STRING
                    + "|[!=]="
                    + SPACE
                    + STRING
                    + "|!|&&|\\|\\||\\{"
                    + SPACE
                    + "("
                    + STRING
                    + SPACE
                    + ","
                    + SPACE
                    + ")*("
                    + STRING
                    + SPACE
                    + ")?\\}";

    /// For a namespaceSelector, which may be `global()`.
    static final String GLOBAL_SELECTOR = "^(" + anyBut("") + ")*$";

    /// The same without `bal(` outside strings, letter by letter, for there is no *not* in RE2.
    static final String SELECTOR =
            "^(%s|B(%s|a(%s)|al(%s)))*(B(a|al)?)?$"
                    .formatted(anyBut("b"), anyBut("ab"), anyBut("bl"), anyBut("b("))
                    .replace("B", "b(b|ab|alb)*");

    private static String anyBut(String characters) {
        return "[^'\"=!&|{}," + characters + "]|" + OTHER;
    }

    private static final String PORT_NUMBER =
            "([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";
    private static final String PORT =
            "^(" + PORT_NUMBER + "(:" + PORT_NUMBER + ")?|[a-zA-Z0-9_.-]*[a-zA-Z][a-zA-Z0-9_.-]*)$";
    private static final String PROTOCOL =
            "^(TCP|UDP|ICMP|ICMPv6|SCTP|UDPLite|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])$";

    private static final List<JsonNode> WITH_PORTS =
            Stream.<JsonNode>concat(
                            Stream.of("TCP", "UDP", "SCTP", "6", "17", "132")
                                    .map(TextNode::valueOf),
                            Stream.of(6, 17, 132).map(IntNode::valueOf))
                    .toList();
    private static final List<JsonNode> ICMP =
            Stream.<JsonNode>concat(
                            Stream.of("ICMP", "ICMPv6", "1", "58").map(TextNode::valueOf),
                            Stream.of(1, 58).map(IntNode::valueOf))
                    .toList();

    private final Form form;

    PolicyForms(Form form) {
        this.form = form;
    }

    /// @param spec of any of the policy's kinds
    void restrict(JSONSchemaProps spec) {
        fields(spec);
        Map<String, JSONSchemaProps> fields = spec.getProperties();
        for (String direction : List.of("ingress", "egress")) {
            if (fields.containsKey(direction)) {
                if (form == Form.RULES) {
                    field(spec, direction).setMaxItems(MOST_RULES);
                }
                rule(items(spec, direction), direction);
            }
        }
        if (fields.containsKey("preDNAT") && form == Form.STRUCTURE) {
            global(spec);
        }
    }

    /// A host endpoint is found by its interface's name or by its addresses.
    void restrictHost(JSONSchemaProps spec) {
        field(items(spec, "ports"), "protocol").setEnum(texts("TCP", "UDP", "SCTP"));
        switch (form) {
            case STRUCTURE -> {
                items(spec, "expectedIPs").setAnyOf(List.of(format("ipv4"), format("ipv6")));
                spec.setAnyOf(List.of(requiring("interfaceName"), requiring("expectedIPs")));
            }
            case RULES -> {
                items(spec, "expectedIPs").setPattern(Form.ADDRESS);
                Form.rule(
                        spec,
                        "has(self.interfaceName) || has(self.expectedIPs)",
                        "interfaceName or expectedIPs must be given");
            }
        }
    }

    /// A policy of Kubernetes: what its own API server checks of it.
    void restrictStagedKubernetes(JSONSchemaProps spec) {
        choices(spec);
    }

    private void fields(JSONSchemaProps spec) {
        choices(spec);
        for (String name : List.of("selector", "serviceAccountSelector", "namespaceSelector")) {
            if (spec.getProperties().containsKey(name)) {
                selector(field(spec, name), name.equals("namespaceSelector"));
            }
        }
        if (spec.getProperties().containsKey("tier")) {
            field(spec, "tier").setNullable(true);
        }
        if (spec.getProperties().containsKey("nets")) {
            nets(spec, "nets");
        }
        if (spec.getProperties().containsKey("defaultAction")) {
            field(spec, "defaultAction").setEnum(texts("Deny", "Pass"));
        }
    }

    private void choices(JSONSchemaProps spec) {
        Map<String, JSONSchemaProps> fields = spec.getProperties();
        if (fields.containsKey("stagedAction")) {
            field(spec, "stagedAction").setEnum(texts("Set", "Delete", "Learn", "Ignore"));
        }
        for (String types : List.of("types", "policyTypes")) {
            if (fields.containsKey(types)) {
                field(spec, types).setMaxItems(2L);
                items(spec, types).setEnum(texts("Ingress", "Egress"));
            }
        }
    }

    private void rule(JSONSchemaProps rule, String direction) {
        field(rule, "action").setEnum(texts("Allow", "Deny", "Log", "Pass"));
        field(rule, "ipVersion").setEnum(List.of(IntNode.valueOf(4), IntNode.valueOf(6)));
        for (String name : List.of("protocol", "notProtocol")) {
            JSONSchemaProps protocol = field(rule, name);
            protocol.setMinimum(1.0);
            protocol.setMaximum(255.0);
            protocol.setPattern(PROTOCOL);
            protocol.setMaxLength(8L);
        }
        entity(field(rule, "source"), direction.equals("ingress"), false);
        entity(field(rule, "destination"), direction.equals("egress"), true);
        switch (form) {
            case STRUCTURE -> structure(rule);
            case RULES -> rules(rule);
        }
    }

    private static void rules(JSONSchemaProps rule) {
        Form.rule(
                rule,
                "!(%s || %s || %s || %s) || %s"
                        .formatted(
                                some("source.ports"),
                                some("source.notPorts"),
                                some("destination.ports"),
                                some("destination.notPorts"),
                                isOneOf(WITH_PORTS)),
                "protocol must be TCP, UDP or SCTP where ports are given");
        Form.rule(
                rule,
                "!(has(self.icmp) || has(self.notICMP)) || " + isOneOf(ICMP),
                "protocol must be ICMP or ICMPv6 where icmp or notICMP is given");
    }

    /// `self.SIDE.LIST` has an item.
    private static String some(String path) {
        String side = path.substring(0, path.indexOf('.'));
        return "(has(self.%s) && has(self.%s) && size(self.%s) > 0)".formatted(side, path, path);
    }

    /// The protocol is a number or a text.
    private static String isOneOf(List<JsonNode> protocols) {
        List<JsonNode> texts = protocols.stream().filter(JsonNode::isTextual).toList();
        List<JsonNode> numbers = protocols.stream().filter(JsonNode::isNumber).toList();
        return "(has(self.protocol) && (type(self.protocol) == string ? self.protocol in %s : self.protocol in %s))"
                .formatted(texts.toString().replace('"', '\''), numbers);
    }

    private static void structure(JSONSchemaProps rule) {
        for (String name : List.of("icmp", "notICMP")) {
            field(rule, name).setAnyOf(List.of(requiring("type"), not(requiring("code"))));
        }
        rule.setAllOf(
                List.of(
                        given(
                                anyOf(
                                        having("source", "ports"),
                                        having("source", "notPorts"),
                                        having("destination", "ports"),
                                        having("destination", "notPorts")),
                                WITH_PORTS),
                        given(anyOf(requiring("icmp"), requiring("notICMP")), ICMP)));
    }

    /// Where that holds, the protocol must be one of these.
    private static JSONSchemaProps given(JSONSchemaProps that, List<JsonNode> protocols) {
        JSONSchemaProps one = requiring("protocol");
        one.setProperties(
                Map.of("protocol", new JSONSchemaPropsBuilder().withEnum(protocols).build()));
        return anyOf(not(that), one);
    }

    /// One side of a rule has such ports.
    private static JSONSchemaProps having(String side, String ports) {
        JSONSchemaProps entity = requiring(ports);
        entity.setProperties(Map.of(ports, new JSONSchemaPropsBuilder().withMinItems(1L).build()));
        JSONSchemaProps rule = requiring(side);
        rule.setProperties(Map.of(side, entity));
        return rule;
    }

    private void entity(JSONSchemaProps entity, boolean services, boolean portsByService) {
        nets(entity, "nets");
        nets(entity, "notNets");
        notEverything(items(entity, "notNets"));
        for (String name : List.of("selector", "notSelector", "namespaceSelector")) {
            selector(field(entity, name), name.equals("namespaceSelector"));
        }
        selector(field(field(entity, "serviceAccounts"), "selector"), false);
        for (String name : List.of("ports", "notPorts")) {
            JSONSchemaProps port = items(entity, name);
            port.setMinimum(0.0);
            port.setMaximum(65535.0);
            port.setMaxLength(128L);
            port.setPattern(PORT);
        }
        switch (form) {
            case STRUCTURE ->
                    entity.setNot(
                            services ? servicesBeside(portsByService) : requiring("services"));
            case RULES -> services(entity, services, portsByService);
        }
    }

    private static void services(JSONSchemaProps entity, boolean services, boolean portsByService) {
        if (!services) {
            Form.rule(
                    entity,
                    "!has(self.services)",
                    "services must be in the source of an ingress rule, or in the destination of an egress rule");
            return;
        }
        String others =
                beside(portsByService)
                        .map("has(self.%s)"::formatted)
                        .collect(Collectors.joining(" || "));
        Form.rule(
                entity,
                "!has(self.services) || !(" + others + ")",
                "services must be alone, without "
                        + beside(portsByService).collect(Collectors.joining(", ")));
    }

    /// What can't be said beside a service, which says everything: its endpoints and, on the way
    /// out, their ports.
    private static Stream<String> beside(boolean portsByService) {
        Stream<String> ports = portsByService ? Stream.of("ports", "notPorts") : Stream.of();
        return Stream.concat(
                Stream.of(
                        "nets",
                        "notNets",
                        "selector",
                        "notSelector",
                        "namespaceSelector",
                        "serviceAccounts"),
                ports);
    }

    private static JSONSchemaProps servicesBeside(boolean portsByService) {
        JSONSchemaProps beside = requiring("services");
        beside.setAnyOf(beside(portsByService).map(name -> requiring(name)).toList());
        return beside;
    }

    /// An empty text is everything. The API server of 1.20 takes it for null.
    private static void selector(JSONSchemaProps selector, boolean mayBeGlobal) {
        selector.setPattern(mayBeGlobal ? GLOBAL_SELECTOR : SELECTOR);
        selector.setNullable(true);
    }

    /// The rules in CEL are the class's.
    private static void global(JSONSchemaProps spec) {
        JSONSchemaProps egress = requiring("egress");
        egress.setProperties(
                Map.of("egress", new JSONSchemaPropsBuilder().withMinItems(1L).build()));
        JSONSchemaProps preDnatWithEgress =
                new JSONSchemaPropsBuilder().withAllOf(isTrue("preDNAT"), egress).build();
        JSONSchemaProps both =
                new JSONSchemaPropsBuilder()
                        .withAllOf(isTrue("preDNAT"), isTrue("doNotTrack"))
                        .build();
        JSONSchemaProps early = anyOf(isTrue("preDNAT"), isTrue("doNotTrack"));
        spec.setAllOf(
                List.of(
                        not(both),
                        not(preDnatWithEgress),
                        anyOf(isTrue("applyOnForward"), not(early))));
    }

    private static JSONSchemaProps isTrue(String field) {
        JSONSchemaProps schema = requiring(field);
        schema.setProperties(
                new TreeMap<>(
                        Map.of(
                                field,
                                new JSONSchemaPropsBuilder().withEnum(BooleanNode.TRUE).build())));
        return schema;
    }

    /// A block, or an address, which is a block of one.
    private void nets(JSONSchemaProps parent, String name) {
        switch (form) {
            case STRUCTURE ->
                    items(parent, name)
                            .setAnyOf(List.of(format("cidr"), format("ipv4"), format("ipv6")));
            case RULES -> items(parent, name).setPattern(Form.ADDRESS_OR_BLOCK);
        }
    }

    /// What is in no block at all is nothing: a rule about it could never match.
    private void notEverything(JSONSchemaProps net) {
        switch (form) {
            case STRUCTURE -> net.setNot(new JSONSchemaPropsBuilder().withPattern("/0+$").build());
            case RULES -> net.setPattern(Form.ADDRESS_OR_SMALLER_BLOCK);
        }
    }

    private static List<JsonNode> texts(String... texts) {
        return Arrays.stream(texts).<JsonNode>map(TextNode::valueOf).toList();
    }

    private static JSONSchemaProps anyOf(JSONSchemaProps... schemas) {
        return new JSONSchemaPropsBuilder().withAnyOf(schemas).build();
    }

    private static JSONSchemaProps not(JSONSchemaProps schema) {
        return new JSONSchemaPropsBuilder().withNot(schema).build();
    }

    private static JSONSchemaProps format(String format) {
        return new JSONSchemaPropsBuilder().withFormat(format).build();
    }

    private static JSONSchemaProps requiring(String... fields) {
        return new JSONSchemaPropsBuilder().withRequired(fields).build();
    }

    private static JSONSchemaProps field(JSONSchemaProps parent, String name) {
        return Objects.requireNonNull(parent.getProperties().get(name), name);
    }

    private static JSONSchemaProps items(JSONSchemaProps parent, String name) {
        return Objects.requireNonNull(field(parent, name).getItems().getSchema(), name);
    }
}
