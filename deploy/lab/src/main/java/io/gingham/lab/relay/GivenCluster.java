package io.gingham.lab.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.gingham.lab.LabException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A cluster that the user named, as its kubeconfig describes it.
///
/// @param server its URL, `http` or `https`
public record GivenCluster(URI server, Config config) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// What the current context of a kubeconfig leads to.
    ///
    /// @throws LabException that names the file and what is wrong with it
    static GivenCluster read(Path kubeconfig) {
        if (!Files.isReadable(kubeconfig)) {
            throw new LabException("can't read the kubeconfig " + kubeconfig);
        }
        Config config;
        try {
            config = Config.fromKubeconfig(kubeconfig.toFile());
        } catch (RuntimeException e) {
            throw new LabException(
                    kubeconfig + " is not a kubeconfig: " + String.valueOf(e.getMessage()));
        }
        if (config.getHttpProxy() != null || config.getHttpsProxy() != null) {
            throw new LabException(
                    kubeconfig
                            + " has a proxy-url, which the lab can't use; give one that reaches the server directly");
        }
        if (config.getFileWithCluster() == null) {
            throw new LabException(
                    kubeconfig
                            + " names no cluster in its current context; set current-context to one of its contexts");
        }
        return new GivenCluster(URI.create(config.getMasterUrl()), config);
    }

    public String host() {
        return server.getHost().replaceAll("[\\[\\]]", "");
    }

    public int port() {
        if (server.getPort() > 0) {
            return server.getPort();
        }
        return isTls() ? 443 : 80;
    }

    boolean isTls() {
        return "https".equals(server.getScheme());
    }

    /// A kubeconfig for the lab's own processes, which reach the server through a gateway.
    ///
    /// @param gateway `ADDRESS:PORT` of the [ApiGateway]
    String kubeconfigThrough(String gateway) throws IOException {
        Map<String, Object> cluster = new LinkedHashMap<>();
        if (isTls()) {
            cluster.put("server", server.toString());
            // Its scheme is the server's, not the proxy's: fabric8 7.6.1 heeds a proxy-url only if
            // it
            // begins as the server's URL does, and speaks plain HTTP to it in either case.
            cluster.put("proxy-url", "https://" + gateway);
            putData(
                    cluster,
                    "certificate-authority",
                    config.getCaCertData(),
                    config.getCaCertFile());
            putIfThere(cluster, "tls-server-name", config.getTlsServerName());
            if (config.isTrustCerts()) {
                cluster.put("insecure-skip-tls-verify", true);
            }
        } else {
            cluster.put(
                    "server",
                    "http://" + gateway + Objects.requireNonNullElse(server.getRawPath(), ""));
        }
        return kubeconfig(cluster, user());
    }

    private Map<String, Object> user() throws IOException {
        Map<String, Object> user = new LinkedHashMap<>();
        putIfThere(
                user,
                "token",
                config.getAutoOAuthToken() == null
                        ? config.getOauthToken()
                        : config.getAutoOAuthToken());
        putIfThere(user, "username", config.getUsername());
        putIfThere(user, "password", config.getPassword());
        putData(user, "client-certificate", config.getClientCertData(), config.getClientCertFile());
        putData(user, "client-key", config.getClientKeyData(), config.getClientKeyFile());
        return user;
    }

    private static String kubeconfig(Map<String, Object> cluster, Map<String, Object> user)
            throws JsonProcessingException {
        // JSON is YAML.
        return JSON.writeValueAsString(
                Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Config",
                        "clusters",
                        List.of(Map.of("name", "lab", "cluster", cluster)),
                        "users",
                        List.of(Map.of("name", "lab", "user", user)),
                        "contexts",
                        List.of(
                                Map.of(
                                        "name",
                                        "lab",
                                        "context",
                                        Map.of("cluster", "lab", "user", "lab"))),
                        "current-context",
                        "lab"));
    }

    private static void putIfThere(Map<String, Object> into, String key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            into.put(key, value);
        }
    }

    /// Puts `KEY-data`: data as it is, or a file's contents.
    private static void putData(
            Map<String, Object> into, String key, @Nullable String data, @Nullable String file)
            throws IOException {
        if (data != null) {
            into.put(key + "-data", base64(data));
        } else if (file != null) {
            into.put(
                    key + "-data",
                    Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(file))));
        }
    }

    /// fabric8 takes PEM text as well as its base64; a kubeconfig takes the latter only.
    private static String base64(String data) {
        return data.startsWith("-----")
                ? Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8))
                : data;
    }
}
