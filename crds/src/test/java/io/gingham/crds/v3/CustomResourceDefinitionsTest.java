package io.gingham.crds.v3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.kubernetes.model.annotation.Plural;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds the YAML in `resources/crds` against the classes. After a change of a class, write it anew
/// with `mvn test -pl crds -Dtest=CustomResourceDefinitionsTest -Dgingham.crds.write=true`.
class CustomResourceDefinitionsTest {

    private static final Path RESOURCES =
            Path.of(
                    Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), ".."),
                    "crds/src/main/resources/crds");

    @ParameterizedTest
    @ValueSource(
            classes = {
                IPPool.class,
                BGPConfiguration.class,
                BGPPeer.class,
                FelixConfiguration.class
            })
    void theYamlIsWhatTheClassesSay(
            Class<? extends CustomResource<?, ?>> kind, @TempDir Path generated) throws Exception {
        new CRDGenerator()
                .customResourceClasses(kind)
                .forCRDVersions("v1")
                .inOutputDir(generated.toFile())
                .generate();
        String name = kind.getAnnotation(Plural.class).value() + ".projectcalico.org-v1.yml";
        String yaml = keepUnknownFields(Files.readString(generated.resolve(name)));
        Path kept = RESOURCES.resolve(name);
        if (Boolean.getBoolean("gingham.crds.write")) {
            Files.createDirectories(RESOURCES);
            Files.writeString(kept, yaml);
        }
        assertEquals(
                yaml, Files.readString(kept), kept + " is not what the generator makes of " + kind);
    }

    /// The API server must not prune a field of Calico's that Gingham has no name for yet: the
    /// agent reports it.
    private static String keepUnknownFields(String yaml) {
        CustomResourceDefinition crd =
                Serialization.unmarshal(yaml, CustomResourceDefinition.class);
        crd.getSpec()
                .getVersions()
                .forEach(
                        version ->
                                Objects.requireNonNull(
                                                version.getSchema()
                                                        .getOpenAPIV3Schema()
                                                        .getProperties()
                                                        .get("spec"))
                                        .setXKubernetesPreserveUnknownFields(true));
        return Serialization.asYaml(crd);
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
                spec: {peerIP: 192.0.2.1, asNumber: 4200000000, ttlSecurity: 1, filters: [f]}
                """,
                        BGPPeer.class);
        assertEquals("192.0.2.1", peer.getSpec().peerIP());
        assertEquals(4_200_000_000L, peer.getSpec().asNumber());
        assertNull(peer.getSpec().node());
        assertEquals(
                Map.of("ttlSecurity", 1, "filters", java.util.List.of("f")),
                peer.getSpec().notHonoured());
    }

    @Test
    void writesBackTheFieldsItHasNoNameFor() throws Exception {
        String json = "{\"peerIP\":\"192.0.2.1\",\"ttlSecurity\":1}";
        ObjectMapper mapper = new ObjectMapper();
        assertEquals(json, mapper.writeValueAsString(mapper.readValue(json, BGPPeerSpec.class)));
    }
}
