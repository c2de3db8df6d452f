package io.gingham.agent.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

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
                        .map(path -> Kubeconfig.read(path.toFile()))
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

    /// A client that reads the kinds of the table by their classes, and all others as maps and
    /// lists; and of large classes only the fields that are looked at ([ReadFields]). Left to
    /// itself it loads every class of Kubernetes' API that is on the class path and keeps how each
    /// of their fields is read: a thousand, of which an agent needs thirty. So nothing may be
    /// written with it that was read with it, but by patches.
    public static KubernetesClient open(Config config) {
        ObjectMapper mapper = new ObjectMapper();
        ReadFields.limit(mapper);
        return open(config, mapper);
    }

    /// One that reads the same classes whole.
    public static KubernetesClient openWhole(Config config) {
        return open(config, new ObjectMapper());
    }

    private static KubernetesClient open(Config config, ObjectMapper mapper) {
        KubernetesSerialization known = new KubernetesSerialization(mapper, false);
        Kinds.classes().forEach(known::registerKubernetesResource);
        Executor threads = task -> Thread.ofVirtual().name("api").start(task);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(known)
                .withTaskExecutor(threads)
                .withHttpClientFactory(new OnVirtualThreads(threads))
                .build();
    }

    /// By default each watch that is opened at the start takes a thread, and its stack stays.
    private static final class OnVirtualThreads extends JdkHttpClientFactory {

        private final Executor threads;

        OnVirtualThreads(Executor threads) {
            this.threads = threads;
        }

        @Override
        protected HttpClient.Builder createNewHttpClientBuilder() {
            return HttpClient.newBuilder().executor(threads);
        }
    }
}
