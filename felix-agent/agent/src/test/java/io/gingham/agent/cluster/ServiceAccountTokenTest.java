package io.gingham.agent.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceAccountTokenTest {

    @TempDir Path folder;

    private Path mounted() throws IOException {
        return Files.writeString(folder.resolve("token"), "first\n");
    }

    private static Config withToken(String token) {
        return new ConfigBuilder(Config.empty()).withAutoOAuthToken(token).build();
    }

    @Test
    void isReadAnewAfterTheKubeletReplacedIt() throws IOException {
        Path file = mounted();
        var token = ServiceAccountToken.of(withToken("first"), file).orElseThrow();
        assertEquals("first", token.getToken());
        // The kubelet changes a link; the path leads to another file then.
        Path next = Files.writeString(folder.resolve("next"), "second\n");
        Files.delete(file);
        Files.createSymbolicLink(file, next);
        assertEquals("second", token.getToken());
    }

    @Test
    void theLastOneCountsWhileTheFileIsAway() throws IOException {
        Path file = mounted();
        var token = ServiceAccountToken.of(withToken("first"), file).orElseThrow();
        Files.delete(file);
        assertEquals("first", token.getToken());
    }

    @Test
    void aKubeconfigsOwnTokenIsLeftAlone() throws IOException {
        assertTrue(ServiceAccountToken.of(withToken("another"), mounted()).isEmpty());
        assertTrue(ServiceAccountToken.of(Config.empty(), mounted()).isEmpty());
    }
}
