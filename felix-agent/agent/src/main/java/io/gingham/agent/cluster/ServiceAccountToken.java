package io.gingham.agent.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The pod's token, read anew for each request: the kubelet replaces the file before the token
/// expires, which it does after an hour or less.
///
/// @param last what to say when the file can't be read
record ServiceAccountToken(Path file, String last) implements OAuthTokenProvider {

    /// Where Kubernetes mounts it into every pod.
    private static final Path MOUNTED =
            Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

    /// Empty if the configuration found is not the pod's service account.
    static Optional<OAuthTokenProvider> of(Config found) {
        return of(found, MOUNTED);
    }

    static Optional<OAuthTokenProvider> of(Config found, Path mounted) {
        String token = found.getAutoOAuthToken();
        if (token == null || !new ServiceAccountToken(mounted, "").getToken().equals(token)) {
            return Optional.empty();
        }
        return Optional.of(new ServiceAccountToken(mounted, token));
    }

    @Override
    public String getToken() {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return last;
        }
    }
}
