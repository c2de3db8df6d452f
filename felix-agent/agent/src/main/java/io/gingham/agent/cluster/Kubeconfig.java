package io.gingham.agent.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;

/// Reads a kubeconfig as `Config.fromKubeconfig` does, without what that loads for it: every class
/// of Kubernetes' API that is on the class path, 5 MiB for as long as the agent runs.
final class Kubeconfig {

    private Kubeconfig() {}

    static Config read(File file) {
        try {
            Config config = Config.empty();
            KubeConfigUtils.merge(config, null, parse(file));
            return config;
        } catch (IOException | RuntimeException e) {
            // In the client's own words.
            return Config.fromKubeconfig(file);
        }
    }

    /// With the place of the file where the client looks for it: paths in it are relative to that.
    private static io.fabric8.kubernetes.api.model.Config parse(File file) throws IOException {
        var parsed =
                new KubernetesSerialization(new ObjectMapper(), false)
                        .unmarshal(
                                Files.readString(file.toPath()),
                                io.fabric8.kubernetes.api.model.Config.class);
        for (NamedContext context : all(parsed.getContexts())) {
            context.setAdditionalProperty("KUBERNETES_CONFIG_CONTEXT_FILE_KEY", file);
        }
        for (NamedCluster cluster : all(parsed.getClusters())) {
            cluster.setAdditionalProperty("KUBERNETES_CONFIG_CLUSTER_FILE_KEY", file);
        }
        for (NamedAuthInfo user : all(parsed.getUsers())) {
            user.setAdditionalProperty("KUBERNETES_CONFIG_AUTH_INFO_FILE_KEY", file);
        }
        return parsed;
    }

    private static <T> List<T> all(@org.jspecify.annotations.Nullable List<T> list) {
        return Objects.requireNonNullElse(list, List.of());
    }
}
