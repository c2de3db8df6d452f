package io.gingham.store;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// kube-apiserver and etcd of a Kubernetes release, on loopback, for a test's time. The programs
/// are those of the test on a real Kubernetes: in `KUBE_BIN`, or in the cache that it unpacks to.
final class RealApiServer implements AutoCloseable {

    static final String ADMIN = "admin-token";

    /// Known, and allowed nothing.
    static final String NOBODY = "nobody-token";

    private static final long LIMIT_SECONDS = 90;

    private final Path folder;
    private final String url;
    private final List<Process> processes = new ArrayList<>();
    private final List<KubernetesClient> clients = new ArrayList<>();

    private RealApiServer(Path folder, int port) {
        this.folder = folder;
        this.url = "https://127.0.0.1:" + port;
    }

    /// @return empty if this machine has no kube-apiserver, or no etcd
    static Optional<RealApiServer> start() throws Exception {
        Optional<Path> apiServer = programs().stream().findFirst();
        Optional<Path> etcd =
                apiServer.flatMap(
                        found ->
                                Stream.concat(
                                                Stream.of(found.resolveSibling("etcd")),
                                                path().map(each -> each.resolve("etcd")))
                                        .filter(Files::isExecutable)
                                        .findFirst());
        if (etcd.isEmpty()) {
            return Optional.empty();
        }
        RealApiServer server =
                new RealApiServer(Files.createTempDirectory("gingham-api"), freePort());
        Runtime.getRuntime().addShutdownHook(new Thread(server::end));
        try {
            server.startEtcd(etcd.get(), apiServer.orElseThrow());
        } catch (Exception | AssertionError e) {
            server.close();
            throw e;
        }
        return Optional.of(server);
    }

    private static List<Path> programs() throws IOException {
        String given = System.getenv("KUBE_BIN");
        if (given != null && !given.isEmpty()) {
            return List.of(Path.of(given, "kube-apiserver"));
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path unpacked =
                cache == null || cache.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".cache", "gingham")
                        : Path.of(cache, "gingham");
        if (!Files.isDirectory(unpacked)) {
            return List.of();
        }
        try (Stream<Path> releases = Files.list(unpacked)) {
            return releases.map(release -> release.resolve("kube-apiserver"))
                    .filter(Files::isExecutable)
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    private static Stream<Path> path() {
        String path = System.getenv("PATH");
        return Arrays.stream((path == null ? "" : path).split(":", -1))
                .filter(each -> !each.isEmpty())
                .map(Path::of);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void startEtcd(Path etcd, Path apiServer) throws Exception {
        String clients = "http://127.0.0.1:" + freePort();
        String peers = "http://127.0.0.1:" + freePort();
        run(
                "etcd",
                List.of(
                        etcd.toString(),
                        "--name=test",
                        "--data-dir=" + folder.resolve("etcd"),
                        "--unsafe-no-fsync",
                        "--listen-client-urls=" + clients,
                        "--advertise-client-urls=" + clients,
                        "--listen-peer-urls=" + peers,
                        "--initial-advertise-peer-urls=" + peers,
                        "--initial-cluster=test=" + peers));
        Path tokens =
                Files.writeString(
                        folder.resolve("tokens.csv"),
                        ADMIN + ",admin,admin,system:masters\n" + NOBODY + ",nobody,nobody\n");
        String key = serviceAccountKey().toString();
        run(
                "kube-apiserver",
                List.of(
                        apiServer.toString(),
                        "--etcd-servers=" + clients,
                        "--bind-address=127.0.0.1",
                        // Only noted, and with the reconciler off not even that.
                        "--advertise-address=192.0.2.1",
                        "--endpoint-reconciler-type=none",
                        "--secure-port=" + url.substring(url.lastIndexOf(':') + 1),
                        "--cert-dir=" + folder.resolve("certificates"),
                        "--token-auth-file=" + tokens,
                        "--authorization-mode=RBAC",
                        "--service-cluster-ip-range=10.96.0.0/16",
                        "--service-account-issuer=https://kubernetes.default.svc",
                        "--service-account-key-file=" + key,
                        "--service-account-signing-key-file=" + key));
        awaitDefaultNamespace();
    }

    private Path serviceAccountKey() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        String encoded =
                Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        return Files.writeString(
                folder.resolve("service-account.key"),
                "-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n");
    }

    private void run(String name, List<String> command) throws IOException {
        processes.add(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(name + ".log").toFile())
                        .start());
    }

    private void awaitDefaultNamespace() throws Exception {
        KubernetesClient client = client(ADMIN);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (true) {
            try {
                if (client.namespaces().withName("default").get() != null) {
                    return;
                }
            } catch (KubernetesClientException e) {
                // Not up yet, or its roles are not made yet.
            }
            boolean ended = processes.stream().anyMatch(process -> !process.isAlive());
            if (ended || System.nanoTime() > end) {
                throw new AssertionError(
                        "kube-apiserver "
                                + (ended ? "has ended" : "does not come up")
                                + ":\n"
                                + tail("etcd.log")
                                + tail("kube-apiserver.log"));
            }
            Thread.sleep(100);
        }
    }

    private String tail(String log) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve(log));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()))
                + "\n";
    }

    /// As the agent's is built: it tries nothing again by itself.
    KubernetesClient client(String token) {
        Config config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl(url)
                        .withTrustCerts(true)
                        .withOauthToken(token)
                        .withRequestRetryBackoffLimit(0)
                        .build();
        KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
        clients.add(client);
        return client;
    }

    private void end() {
        for (Process process : processes.reversed()) {
            process.destroyForcibly().onExit().join();
        }
    }

    @Override
    public void close() throws IOException {
        clients.forEach(KubernetesClient::close);
        end();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
