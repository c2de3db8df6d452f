package io.gingham.crds.v3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.gingham.crds.v1.GinghamNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds the YAML in `resources/crds` and in the manifests against the classes. After a change of a
/// class, or of `deploy/manifests/gingham.yaml` behind its definitions, write it anew with `mvn
/// test -pl crds -Dtest=CustomResourceDefinitionsTest
/// -Dgingham.test.args=-Dgingham.crds.write=true`.
class CustomResourceDefinitionsTest {

    private static final Path ROOT =
            Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), ".."));

    private static final Path RESOURCES = ROOT.resolve("crds/src/main/resources/crds");
    private static final Path MANIFEST = ROOT.resolve("deploy/manifests/gingham.yaml");
    private static final Path LEGACY = ROOT.resolve("deploy/manifests/gingham-legacy.yaml");

    /// All but the definitions is written in [#MANIFEST] by hand.
    private static final String FIRST_DEFINITION = "---\napiVersion: \"apiextensions.k8s.io/v1\"\n";

    private static final String BEHIND = "---\napiVersion: v1\nkind: Namespace\n";

    private static final List<Class<? extends CustomResource<?, ?>>> KINDS =
            List.of(
                    IPPool.class,
                    BGPConfiguration.class,
                    BGPPeer.class,
                    BGPFilter.class,
                    FelixConfiguration.class,
                    NetworkPolicy.class,
                    GlobalNetworkPolicy.class,
                    StagedNetworkPolicy.class,
                    StagedGlobalNetworkPolicy.class,
                    StagedKubernetesNetworkPolicy.class,
                    Tier.class,
                    Profile.class,
                    NetworkSet.class,
                    GlobalNetworkSet.class,
                    HostEndpoint.class,
                    GinghamNode.class);

    static List<Class<? extends CustomResource<?, ?>>> kinds() {
        return KINDS;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theYamlIsWhatTheClassesSay(
            Class<? extends CustomResource<?, ?>> kind, @TempDir Path scratch) throws Exception {
        isKept(
                RESOURCES.resolve(Definition.fileName(kind)),
                Serialization.asYaml(Definition.of(kind, Form.RULES, scratch)));
    }

    @Test
    void theManifestHasTheDefinitions(@TempDir Path scratch) throws Exception {
        String before = Files.readString(MANIFEST);
        isKept(
                MANIFEST,
                before.substring(0, before.indexOf(FIRST_DEFINITION))
                        + definitions(Form.RULES, scratch)
                        + before.substring(before.indexOf(BEHIND)));
    }

    @Test
    void theManifestForOldServersDiffersInTheDefinitionsOnly(@TempDir Path scratch)
            throws Exception {
        String manifest = Files.readString(MANIFEST);
        isKept(
                LEGACY,
                """
                # Gingham on every node, for Kubernetes before 1.25: kubectl apply -f gingham-legacy.yaml
                #
                # What gingham.yaml has, but for the definitions: these refuse wrong objects by structure, for an older server (and its kubectl)
                # does not know rules in CEL. Made from the same classes as gingham.yaml: change that file, and see CONTRIBUTING.md.
                """
                        + definitions(Form.STRUCTURE, scratch)
                        + manifest.substring(manifest.indexOf(BEHIND)));
    }

    private static String definitions(Form form, Path scratch) throws IOException {
        StringBuilder yaml = new StringBuilder();
        KINDS.stream()
                .sorted(Comparator.comparing(Definition::fileName))
                .forEach(
                        kind -> {
                            try {
                                yaml.append(
                                        Serialization.asYaml(Definition.of(kind, form, scratch)));
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        return yaml.toString();
    }

    private static void isKept(Path file, String yaml) throws IOException {
        if (Boolean.getBoolean("gingham.crds.write")) {
            Files.writeString(file, yaml);
        }
        assertEquals(yaml, Files.readString(file), file + " is not what is made of the classes");
    }

    @Test
    void aManifestIsReadAsItsKind() {
        HasMetadata read =
                Serialization.unmarshal(
                        "apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata: {name: p}\nspec: {cidr: 10.0.0.0/8}\n");
        assertEquals(IPPool.class, read.getClass());
    }

    @Test
    void keepsFieldsItHasNoNameForAndTellsThem() {
        BGPPeer peer =
                Serialization.unmarshal(
                        """
                apiVersion: projectcalico.org/v3
                kind: BGPPeer
                metadata: {name: tor}
                spec: {peerIP: 192.0.2.1, asNumber: 4200000000, someTime: 1, someDay: [f]}
                """,
                        BGPPeer.class);
        assertEquals("192.0.2.1", peer.getSpec().peerIP());
        assertEquals(4_200_000_000L, peer.getSpec().asNumber());
        assertNull(peer.getSpec().node());
        assertEquals(
                Map.of("someTime", 1, "someDay", java.util.List.of("f")),
                peer.getSpec().notHonoured());
    }

    @Test
    void writesBackTheFieldsItHasNoNameFor() throws Exception {
        String json = "{\"peerIP\":\"192.0.2.1\",\"ttlSecurity\":1}";
        ObjectMapper mapper = new ObjectMapper();
        assertEquals(json, mapper.writeValueAsString(mapper.readValue(json, BGPPeerSpec.class)));
    }
}
