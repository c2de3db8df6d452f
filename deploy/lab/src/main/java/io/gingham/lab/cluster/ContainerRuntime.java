package io.gingham.lab.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gingham.process.ProcessException;
import io.gingham.process.ProcessResult;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Executes the plugins of a conflist for one node, in chain order on ADD and backwards on DEL, as
/// the CNI specification (section "Execution of Network Configurations") has a runtime do it.
final class ContainerRuntime {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// @param name of the network namespace, as `ip netns` knows it
    record Sandbox(String containerId, String name, String namespace, String pod, String podUid) {

        String path() {
            return "/run/netns/" + name;
        }
    }

    private final ProcessRunner runner = new ProcessRunner(Duration.ofSeconds(60));
    private final LabPaths paths;
    private final String node;

    ContainerRuntime(LabPaths paths, String node) {
        this.paths = paths;
        this.node = node;
    }

    /// Adds the sandbox to the network.
    ///
    /// @param capabilities values for the capabilities that a plugin declares, such as `ips` or
    ///   `portMappings`
    /// @return the result of the last plugin
    JsonNode add(Sandbox sandbox, Path conflist, Map<String, Object> capabilities)
            throws IOException {
        JsonNode list = JSON.readTree(conflist.toFile());
        JsonNode result = null;
        for (JsonNode plugin : list.get("plugins")) {
            result =
                    JSON.readTree(
                            execute(
                                    "ADD",
                                    sandbox,
                                    configuration(list, plugin, result, capabilities)));
        }
        if (result == null) {
            throw new IOException(conflist + " lists no plugins");
        }
        Files.createDirectories(resultFile(sandbox).getParent());
        JSON.writeValue(resultFile(sandbox).toFile(), result);
        return result;
    }

    /// Removes it again; a failed or repeated ADD does no harm.
    void delete(Sandbox sandbox, Path conflist) throws IOException {
        JsonNode list = JSON.readTree(conflist.toFile());
        JsonNode result =
                Files.exists(resultFile(sandbox))
                        ? JSON.readTree(resultFile(sandbox).toFile())
                        : null;
        for (JsonNode plugin : backwards(list)) {
            execute("DEL", sandbox, configuration(list, plugin, result, Map.of()));
        }
        Files.deleteIfExists(resultFile(sandbox));
    }

    static List<JsonNode> backwards(JsonNode list) {
        List<JsonNode> plugins = new ArrayList<>();
        list.get("plugins").forEach(plugins::addFirst);
        return plugins;
    }

    static List<IpAddress> addresses(JsonNode result) {
        List<IpAddress> addresses = new ArrayList<>();
        result.path("ips")
                .forEach(
                        ip ->
                                addresses.add(
                                        IpAddress.parse(
                                                ip.get("address").asText().replaceAll("/.*", ""))));
        return addresses;
    }

    /// What a plugin gets on its standard input: the list's version and name, the values of the
    /// capabilities it declares, and the result of the plugin before it.
    static ObjectNode configuration(
            JsonNode list,
            JsonNode plugin,
            @Nullable JsonNode previous,
            Map<String, Object> capabilities) {
        ObjectNode configuration = plugin.deepCopy();
        configuration.set("cniVersion", list.get("cniVersion"));
        configuration.set("name", list.get("name"));
        ObjectNode runtime = JSON.createObjectNode();
        capabilities.forEach(
                (name, value) -> {
                    if (plugin.path("capabilities").path(name).asBoolean()) {
                        runtime.set(name, JSON.valueToTree(value));
                    }
                });
        configuration.remove("capabilities");
        if (!runtime.isEmpty()) {
            configuration.set("runtimeConfig", runtime);
        }
        if (previous != null) {
            configuration.set("prevResult", previous);
        }
        return configuration;
    }

    private byte[] execute(String command, Sandbox sandbox, ObjectNode configuration)
            throws IOException {
        String type = configuration.get("type").asText();
        Map<String, String> environment =
                Map.of(
                        "CNI_COMMAND", command,
                        "CNI_CONTAINERID", sandbox.containerId(),
                        "CNI_NETNS", sandbox.path(),
                        "CNI_IFNAME", "eth0",
                        "CNI_ARGS",
                                "IgnoreUnknown=1;K8S_POD_NAMESPACE=%s;K8S_POD_NAME=%s;K8S_POD_INFRA_CONTAINER_ID=%s;K8S_POD_UID=%s"
                                        .formatted(
                                                sandbox.namespace(),
                                                sandbox.pod(),
                                                sandbox.containerId(),
                                                sandbox.podUid()),
                        "CNI_PATH", paths.launcherFolder() + ":" + LabPaths.REFERENCE_PLUGINS,
                        "GINGHAM_CNI_SOCKET", paths.cniSocket(node).toString());
        ProcessResult result =
                runner.run(
                        List.of("nsenter", "--net=/run/netns/" + node, find(type).toString()),
                        JSON.writeValueAsBytes(configuration),
                        environment);
        if (!result.succeeded()) {
            throw new ProcessException(
                    "CNI %s of %s for %s/%s on %s failed: %s %s"
                            .formatted(
                                    command,
                                    type,
                                    sandbox.namespace(),
                                    sandbox.pod(),
                                    node,
                                    result.stdoutText().strip(),
                                    result.stderr().strip()));
        }
        return result.stdout().length == 0
                ? "{}".getBytes(StandardCharsets.UTF_8)
                : result.stdout();
    }

    private Path find(String type) throws IOException {
        for (Path folder : List.of(paths.launcherFolder(), LabPaths.REFERENCE_PLUGINS)) {
            if (Files.isExecutable(folder.resolve(type))) {
                return folder.resolve(type);
            }
        }
        throw new IOException(
                "no CNI plugin '"
                        + type
                        + "' in "
                        + paths.launcherFolder()
                        + " or "
                        + LabPaths.REFERENCE_PLUGINS);
    }

    private Path resultFile(Sandbox sandbox) {
        return paths.node(node).resolve("results").resolve(sandbox.containerId() + ".json");
    }
}
