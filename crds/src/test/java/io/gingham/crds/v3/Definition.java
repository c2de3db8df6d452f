package io.gingham.crds.v3;

import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.gingham.crds.v1.GinghamNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A kind's definition: what fabric8's generator makes of the class, and what it has no annotation
/// for.
///
/// There are two of each, one in each [Form]: a kubectl refuses rules where the server (before
/// 1.23) does not know the field.
final class Definition {

    private static final String PORT =
            ":([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";

    private static final Set<Class<?>> POLICY_KINDS =
            Set.of(
                    NetworkPolicy.class,
                    GlobalNetworkPolicy.class,
                    StagedNetworkPolicy.class,
                    StagedGlobalNetworkPolicy.class,
                    Tier.class,
                    Profile.class,
                    NetworkSet.class,
                    GlobalNetworkSet.class);

    private Definition() {}

    static CustomResourceDefinition of(
            Class<? extends CustomResource<?, ?>> kind, Form form, Path scratch)
            throws IOException {
        new CRDGenerator()
                .customResourceClasses(kind)
                .forCRDVersions("v1")
                .inOutputDir(scratch.toFile())
                .generate();
        CustomResourceDefinition definition =
                Serialization.unmarshal(
                        Files.readString(scratch.resolve(fileName(kind))),
                        CustomResourceDefinition.class);
        inTheOrderOfTheClass(version(definition), kind);
        if (kind.equals(GinghamNode.class)) {
            return definition;
        }
        // The API server must not prune a field of Calico's that Gingham has no name for yet: the
        // agent reports it.
        preserveUnknown(spec(definition));
        // An object without a spec says nothing.
        version(definition).getSchema().getOpenAPIV3Schema().setRequired(List.of("spec"));
        if (kind.equals(IPPool.class)) {
            field(definition, "cidr").setFormat("cidr");
        }
        if (form == Form.STRUCTURE) {
            withoutRules(spec(definition));
        }
        if (kind.equals(BGPPeer.class)) {
            restrictPeer(definition, form);
        }
        if (kind.equals(BGPConfiguration.class)) {
            choice(spec(definition), "bindMode", "None", "NodeIP");
        }
        if (kind.equals(BGPFilter.class)) {
            inside(spec(definition))
                    .forEach(list -> inside(list).forEach(Definition::restrictRule));
        }
        restrictPolicy(kind, new PolicyForms(form), spec(definition));
        return definition;
    }

    private static void restrictPolicy(Class<?> kind, PolicyForms forms, JSONSchemaProps spec) {
        if (POLICY_KINDS.contains(kind)) {
            forms.restrict(spec);
        }
        if (kind.equals(HostEndpoint.class)) {
            forms.restrictHost(spec);
        }
        if (kind.equals(StagedKubernetesNetworkPolicy.class)) {
            forms.restrictStagedKubernetes(spec);
        }
    }

    /// On every level: a pruned restriction would widen a rule.
    private static void preserveUnknown(JSONSchemaProps schema) {
        if (schema.getProperties() != null && !schema.getProperties().isEmpty()) {
            schema.setXKubernetesPreserveUnknownFields(true);
        }
        inside(schema).forEach(Definition::preserveUnknown);
    }

    private static void withoutRules(JSONSchemaProps schema) {
        schema.setXKubernetesValidations(List.of());
        inside(schema).forEach(Definition::withoutRules);
    }

    /// The schemas of fields and of items.
    static Stream<JSONSchemaProps> inside(JSONSchemaProps schema) {
        Stream<JSONSchemaProps> items =
                schema.getItems() == null || schema.getItems().getSchema() == null
                        ? Stream.empty()
                        : Stream.of(schema.getItems().getSchema());
        return schema.getProperties() == null
                ? items
                : Stream.concat(schema.getProperties().values().stream(), items);
    }

    static String fileName(Class<? extends CustomResource<?, ?>> kind) {
        return "%s.%s-v1.yml"
                .formatted(
                        kind.getAnnotation(Plural.class).value(),
                        kind.getAnnotation(Group.class).value());
    }

    private static void restrictPeer(CustomResourceDefinition definition, Form form) {
        JSONSchemaProps peer = spec(definition);
        choice(peer, "sourceAddress", "UseNodeIP", "None");
        choice(peer, "nextHopMode", "Auto", "Self", "Keep");
        choice(peer, "reversePeering", "Auto", "Manual");
        choice(peer, "failureDetectionMode", "None", "BFDIfDirectlyConnected");
        choice(peer, "restartMode", "GracefulRestart", "LongLivedGracefulRestart");
        switch (form) {
            case STRUCTURE -> structureOfPeer(definition);
            case RULES -> rulesOfPeer(definition);
        }
    }

    private static void structureOfPeer(CustomResourceDefinition definition) {
        field(definition, "peerIP")
                .setAnyOf(
                        List.of(
                                new JSONSchemaPropsBuilder().withFormat("ipv4").build(),
                                new JSONSchemaPropsBuilder().withFormat("ipv6").build(),
                                matching("^" + Form.IPV4 + PORT + "$"),
                                matching("^\\[[0-9A-Fa-f:.]{2,45}\\](" + PORT + ")?$")));
        JSONSchemaProps spec = spec(definition);
        spec.setAnyOf(
                List.of(
                        requiring("peerIP", "asNumber"),
                        requiring("peerSelector"),
                        requiring("localWorkloadSelector"),
                        requiring("peerInterfaces")));
        JSONSchemaProps notEmpty = new JSONSchemaPropsBuilder().withMinLength(1L).build();
        JSONSchemaProps both = requiring("node", "nodeSelector");
        both.setProperties(new TreeMap<>(Map.of("node", notEmpty, "nodeSelector", notEmpty)));
        spec.setNot(both);
    }

    private static void rulesOfPeer(CustomResourceDefinition definition) {
        JSONSchemaProps spec = spec(definition);
        Form.rule(
                field(definition, "peerIP"),
                "self.matches('^(%s(%s)?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+|\\\\[[0-9A-Fa-f:.]{2,45}\\\\](%s)?)$')"
                        .formatted(Form.IPV4.replace("\\", "\\\\"), PORT, PORT),
                "peerIP must be an address, optionally with a port: 192.0.2.1, 192.0.2.1:1790, 2001:db8::1 or [2001:db8::1]:1790");
        Form.rule(
                spec,
                "(has(self.peerIP) && has(self.asNumber)) || has(self.peerSelector) || has(self.localWorkloadSelector) || has(self.peerInterfaces)",
                "peerIP and asNumber must be given");
        Form.rule(
                spec,
                "!has(self.peerSelector) || size(self.peerSelector) == 0 || ((!has(self.peerIP) || size(self.peerIP) == 0) && !has(self.asNumber))",
                "peerIP and asNumber must be empty where peerSelector is given");
        Form.rule(
                spec,
                "!(has(self.node) && size(self.node) > 0 && has(self.nodeSelector) && size(self.nodeSelector) > 0)",
                "nodeSelector must be empty where node is given");
    }

    private static void restrictRule(JSONSchemaProps rule) {
        rule.setRequired(List.of("action"));
        choice(rule, "action", "Accept", "Reject");
        choice(rule, "matchOperator", "Equal", "NotEqual", "In", "NotIn");
        choice(rule, "source", "RemotePeers");
        choice(rule, "peerType", "eBGP", "iBGP");
    }

    private static void choice(JSONSchemaProps schema, String field, String... values) {
        Objects.requireNonNull(schema.getProperties().get(field))
                .setEnum(List.copyOf(Stream.of(values).map(TextNode::valueOf).toList()));
    }

    /// The generator sorts columns by their path.
    private static void inTheOrderOfTheClass(
            CustomResourceDefinitionVersion version, Class<?> kind) {
        List<String> order =
                Arrays.stream(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
                        .map(AdditionalPrinterColumn::name)
                        .toList();
        version.setAdditionalPrinterColumns(
                version.getAdditionalPrinterColumns().stream()
                        .sorted(Comparator.comparingInt(column -> order.indexOf(column.getName())))
                        .toList());
    }

    private static JSONSchemaProps matching(String pattern) {
        return new JSONSchemaPropsBuilder().withPattern(pattern).build();
    }

    private static JSONSchemaProps requiring(String... fields) {
        return new JSONSchemaPropsBuilder().withRequired(fields).build();
    }

    private static JSONSchemaProps field(CustomResourceDefinition definition, String name) {
        return Objects.requireNonNull(spec(definition).getProperties().get(name));
    }

    private static JSONSchemaProps spec(CustomResourceDefinition definition) {
        return Objects.requireNonNull(
                version(definition).getSchema().getOpenAPIV3Schema().getProperties().get("spec"));
    }

    private static CustomResourceDefinitionVersion version(CustomResourceDefinition definition) {
        return definition.getSpec().getVersions().getFirst();
    }
}
