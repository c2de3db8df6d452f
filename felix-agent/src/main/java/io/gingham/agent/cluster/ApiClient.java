package io.gingham.agent.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How the API server is spoken to.
public final class ApiClient {

    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(30);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    private ApiClient() {}

    /// @param kubeconfig empty: `KUBECONFIG`, `~/.kube/config` or the pod's service account, as
    ///   fabric8 looks for them
    public static Config config(Optional<Path> kubeconfig) {
        Config found =
                kubeconfig
                        .map(path -> Config.fromKubeconfig(path.toFile()))
                        .orElseGet(() -> Config.autoConfigure(null));
        ConfigBuilder builder = new ConfigBuilder(found);
        ServiceAccountToken.of(found).ifPresent(builder::withOauthTokenProvider);
        return builder
                // The watch caches reconnect by themselves, and know when to list anew.
                .withWatchReconnectLimit(0)
                .withRequestRetryBackoffLimit(0)
                .withRequestTimeout((int) REQUEST_LIMIT.toMillis())
                .withConnectionTimeout((int) CONNECT_LIMIT.toMillis())
                .build();
    }
}
