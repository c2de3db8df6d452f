package io.gingham.agent.bgp;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.gingham.agent.bgp.PeeringPlan.SecretKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/// Reads Secrets of the client's own namespace: the service account's, where it is in a pod. No
/// other is looked at, so that whoever may write a BGPPeer can't have any Secret used.
public final class PeerSecrets implements Function<SecretKey, Optional<String>> {

    private final KubernetesClient client;

    public PeerSecrets(KubernetesClient client) {
        this.client = client;
    }

    /// @throws io.fabric8.kubernetes.client.KubernetesClientException if it can't be asked
    /// @throws IllegalArgumentException if it is not in base64
    @Override
    public Optional<String> apply(SecretKey wanted) {
        String namespace = Optional.ofNullable(client.getNamespace()).orElse("default");
        Secret secret = client.secrets().inNamespace(namespace).withName(wanted.secret()).get();
        return Optional.ofNullable(secret)
                .map(Secret::getData)
                .map(data -> data.get(wanted.key()))
                .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
    }
}
