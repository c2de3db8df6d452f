package io.gingham.agent.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gingham.agent.cluster.Kinds;
import io.gingham.cni.spec.NetworkConfig;
import io.gingham.policy.convert.ResourceConverter;
import io.gingham.policy.model.ResourceKind;
import io.gingham.policy.model.Tier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds `deploy/manifests/gingham.yaml` against the code and the image.
class ManifestTest {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), ".."));
    private static final String TEXT = read("deploy/manifests/gingham.yaml");
    private static final List<HasMetadata> OBJECTS = objects(TEXT);

    private static String read(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<HasMetadata> objects(String yaml) {
        List<HasMetadata> objects = new ArrayList<>();
        for (String document : yaml.split("(?m)^---$")) {
            if (document.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#"))) {
                objects.add(Serialization.unmarshal(document));
            }
        }
        return objects;
    }

    private static <T> List<T> all(Class<T> kind) {
        return OBJECTS.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static Container agent() {
        return all(DaemonSet.class)
                .getFirst()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();
    }

    @Test
    void everyKindIsOneThatTheClientKnows() {
        assertEquals(List.of(), all(GenericKubernetesResource.class));
    }

    @Test
    void hasTheCustomResourcesAsTheyAre() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("crds/src/main/resources/crds"))) {
            List<CustomResourceDefinition> expected =
                    files.sorted()
                            .map(
                                    file ->
                                            Serialization.unmarshal(
                                                    read(ROOT.relativize(file).toString()),
                                                    CustomResourceDefinition.class))
                            .toList();
            assertEquals(expected, all(CustomResourceDefinition.class));
        }
    }

    @Test
    void mayWriteWhatANodeSaysOfItselfOnly() {
        assertEquals(
                List.of(
                        List.of("nodes/status"),
                        List.of("nodes"),
                        List.of("events"),
                        List.of("ginghamnodes"),
                        List.of("ginghamnodes/status")),
                all(ClusterRole.class).getFirst().getRules().stream()
                        .filter(rule -> !rule.getVerbs().contains("list"))
                        .map(io.fabric8.kubernetes.api.model.rbac.PolicyRule::getResources)
                        .toList());
    }

    @Test
    void theControllerMayWriteStatusesOfServicesOnly() {
        assertEquals(
                List.of(
                        "nodes, services: list, watch",
                        "services/status: patch",
                        "services: get",
                        "ippools: list, watch"),
                all(ClusterRole.class).getLast().getRules().stream()
                        .map(
                                rule ->
                                        String.join(", ", rule.getResources())
                                                + ": "
                                                + String.join(", ", rule.getVerbs()))
                        .toList());
    }

    @Test
    void mayListAndWatchExactlyTheKindsThatTheAgentMirrors() {
        List<String> granted =
                all(ClusterRole.class).getFirst().getRules().stream()
                        .filter(rule -> rule.getVerbs().contains("list"))
                        .flatMap(
                                rule -> {
                                    assertEquals(List.of("list", "watch"), rule.getVerbs());
                                    String group = rule.getApiGroups().getFirst();
                                    return rule.getResources().stream()
                                            .map(
                                                    plural ->
                                                            HasMetadata.getFullResourceName(
                                                                    plural, group));
                                })
                        .sorted()
                        .toList();
        assertEquals(List.copyOf(Kinds.mirrored()), granted);
    }

    /// They are in a file of their own: kubectl refuses an object of a kind that the same command
    /// brings.
    @Test
    void theBuiltInTiersAreAsTheAgentKnowsThem() {
        List<Tier> tiers =
                objects(read("deploy/manifests/gingham-tiers.yaml")).stream()
                        .map(GenericKubernetesResource.class::cast)
                        .map(
                                tier ->
                                        (Tier)
                                                ResourceConverter.convert(
                                                                Serialization.unmarshal(
                                                                        Serialization.asYaml(tier),
                                                                        java.util.Map.class))
                                                        .resource())
                        .toList();
        assertEquals(Tier.BUILT_IN, tiers);
    }

    @Test
    void usesTheImageOfThisVersion() {
        Matcher version =
                Pattern.compile("(?m)^  <version>(.*)</version>").matcher(read("pom.xml"));
        assertTrue(version.find());
        assertEquals("gingham/agent:" + version.group(1), agent().getImage());
    }

    @Test
    void setsOnlyVariablesThatTheCodeReads() throws IOException {
        String code;
        try (Stream<Path> files =
                Stream.concat(
                        Files.walk(
                                ROOT.resolve("felix-agent/cli/src/main/java/io/gingham/agent/cli")),
                        Stream.of(
                                ROOT.resolve(
                                        "netlink/src/main/java/io/gingham/netlink/Sysctl.java")))) {
            code =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .map(file -> read(ROOT.relativize(file).toString()))
                            .collect(Collectors.joining());
        }
        for (EnvVar variable : agent().getEnv()) {
            assertTrue(code.contains(variable.getName()), variable.getName());
        }
    }

    /// Each is in every Kubernetes from 1.20 to 1.36.
    @Test
    void usesOnlyVersionsOfTheApiThatOldAndNewServersHave() {
        assertEquals(
                List.of("apiextensions.k8s.io/v1", "apps/v1", "rbac.authorization.k8s.io/v1", "v1"),
                OBJECTS.stream().map(HasMetadata::getApiVersion).sorted().distinct().toList());
    }

    /// The agent is a host's pod with rights: a cluster that restricts pods by default must let it.
    @Test
    void itsNamespaceAllowsIt() {
        var labels =
                all(io.fabric8.kubernetes.api.model.Namespace.class)
                        .getFirst()
                        .getMetadata()
                        .getLabels();
        for (String mode : List.of("enforce", "audit", "warn")) {
            assertEquals("privileged", labels.get("pod-security.kubernetes.io/" + mode));
        }
    }

    /// A kubectl refuses what an older server does not know, so these fields must stay out:
    /// `appArmorProfile` is from 1.30.
    @Test
    void theLegacyManifestHasNoFieldThatIsYoungerThanTheOldestServer() {
        String legacy = read("deploy/manifests/gingham-legacy.yaml");
        for (String field :
                List.of(
                        "appArmorProfile",
                        "x-kubernetes-validations",
                        "selectableFields",
                        "restartPolicy",
                        "maxSurge",
                        "hostUsers")) {
            assertTrue(!legacy.contains(field + ":"), field);
        }
    }

    /// A definition of this kind is somebody else's to change: it is made where there is none.
    @Test
    void theDefinitionOfClusterNetworkPolicyIsOfTheKindThatTheAgentReads() {
        CustomResourceDefinition definition =
                Serialization.unmarshal(
                        read("deploy/manifests/gingham-cluster-network-policy.yaml"),
                        CustomResourceDefinition.class);
        ResourceKind kind = ResourceKind.CLUSTER_NETWORK_POLICY;
        assertEquals(kind.kind(), definition.getSpec().getNames().getKind());
        assertEquals(kind.plural(), definition.getSpec().getNames().getPlural());
        assertEquals(
                kind.apiVersion(),
                definition.getSpec().getGroup()
                        + "/"
                        + definition.getSpec().getVersions().getFirst().getName());
        assertEquals(
                List.of("egress", "ingress", "priority", "subject", "tier"),
                Objects.requireNonNull(
                                definition
                                        .getSpec()
                                        .getVersions()
                                        .getFirst()
                                        .getSchema()
                                        .getOpenAPIV3Schema()
                                        .getProperties()
                                        .get("spec"))
                        .getProperties()
                        .keySet()
                        .stream()
                        .sorted()
                        .toList());
    }

    @Test
    void everyCapabilityHasAReason() {
        for (String capability : agent().getSecurityContext().getCapabilities().getAdd()) {
            assertTrue(
                    Pattern.compile("(?m)^ +# .+\n +- " + capability + "$").matcher(TEXT).find(),
                    capability);
        }
    }

    @Test
    void everyMountHasAVolume() {
        assertEquals(
                all(DaemonSet.class)
                        .getFirst()
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getVolumes()
                        .stream()
                        .map(io.fabric8.kubernetes.api.model.Volume::getName)
                        .sorted()
                        .toList(),
                agent().getVolumeMounts().stream().map(VolumeMount::getName).sorted().toList());
    }

    @Test
    void theConfigurationIsOneThatThePluginUnderstands() throws IOException {
        String conflist = all(ConfigMap.class).getFirst().getData().get("cni.conflist");
        var document =
                (com.fasterxml.jackson.databind.node.ObjectNode)
                        new com.fasterxml.jackson.databind.ObjectMapper().readTree(conflist);
        var plugin =
                (com.fasterxml.jackson.databind.node.ObjectNode) document.path("plugins").get(0);
        // What a container runtime makes of it.
        plugin.set("name", document.path("name"));
        plugin.set("cniVersion", document.path("cniVersion"));
        NetworkConfig config =
                NetworkConfig.parse(plugin.toString().getBytes(StandardCharsets.UTF_8));
        assertEquals("gingham", config.type());
        assertEquals("host-local", config.ipamType());
        assertEquals("", config.kubeconfig());
    }
}
