package io.gingham.crds.v3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds the YAML in `resources/crds` against the classes. After a change of a class, write it anew
/// with `mvn test -pl crds -Dgingham.test.args="-Dgingham.crds.write=true"`, and copy it into
/// `deploy/manifests/gingham.yaml`.
class CustomResourceDefinitionsTest {

    private static final Path RESOURCES =
            Path.of(
                    Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), ".."),
                    "crds/src/main/resources/crds");

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
                    HostEndpoint.class);

    private static final Path WITH_RULES =
            Path.of(
                    Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), ".."),
                    "deploy/manifests/gingham-crds-cel.yaml");

    static List<Class<? extends CustomResource<?, ?>>> kinds() {
        return KINDS;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theYamlIsWhatTheClassesSay(
            Class<? extends CustomResource<?, ?>> kind, @TempDir Path scratch) throws Exception {
        isKept(
                RESOURCES.resolve(Definition.fileName(kind)),
                Serialization.asYaml(Definition.plain(kind, scratch)));
    }

    @Test
    void theYamlWithRulesIsWhatTheClassesSay(@TempDir Path scratch) throws Exception {
        StringBuilder yaml =
                new StringBuilder(
                        """
                        # The definitions of gingham.yaml that have rules in CEL, with them: for API servers from 1.25 on, whose kubectl apply takes
                        # this file after gingham.yaml. An older server does not know rules; applying gingham.yaml again takes them out.
                        """);
        for (Class<? extends CustomResource<?, ?>> kind : KINDS) {
            CustomResourceDefinition definition = Definition.withRules(kind, scratch);
            if (Definition.hasRules(definition)) {
                yaml.append(Serialization.asYaml(definition));
            }
        }
        isKept(WITH_RULES, yaml.toString());
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
                spec: {peerIP: 192.0.2.1, asNumber: 4200000000, reachableBy: 1, nextHopMode: [f]}
                """,
                        BGPPeer.class);
        assertEquals("192.0.2.1", peer.getSpec().peerIP());
        assertEquals(4_200_000_000L, peer.getSpec().asNumber());
        assertNull(peer.getSpec().node());
        assertEquals(
                Map.of("reachableBy", 1, "nextHopMode", java.util.List.of("f")),
                peer.getSpec().notHonoured());
    }

    @Test
    void writesBackTheFieldsItHasNoNameFor() throws Exception {
        String json = "{\"peerIP\":\"192.0.2.1\",\"ttlSecurity\":1}";
        ObjectMapper mapper = new ObjectMapper();
        assertEquals(json, mapper.writeValueAsString(mapper.readValue(json, BGPPeerSpec.class)));
    }
}
