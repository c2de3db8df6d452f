package io.gingham.agent.install;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.cni.ipam.PodCidrSubstitution;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/// A conflist, as far as it can be judged before a pod comes.
///
/// @param programs the CNI programs it calls: of each plugin, and of the first one's IPAM
/// @param needsPodCidr whether an ADD waits for the node's podCIDR
record NetworkList(Set<String> programs, boolean needsPodCidr) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// @param file for messages only
    /// @throws InstallException what is wrong with it
    static NetworkList parse(Path file, String text) {
        JsonNode document = read(file, text);
        require(file, document.path("cniVersion").isTextual(), "cniVersion is missing");
        require(file, document.path("name").isTextual(), "name is missing");
        JsonNode plugins = document.path("plugins");
        require(file, plugins.isArray() && !plugins.isEmpty(), "plugins is missing or empty");
        Set<String> programs = new LinkedHashSet<>();
        boolean needsPodCidr = false;
        for (JsonNode plugin : plugins) {
            String type = plugin.path("type").asText();
            require(file, !type.isEmpty() && !type.contains("/"), "a plugin has no type");
            programs.add(type);
            String ipam = plugin.path("ipam").path("type").asText();
            if (!ipam.isEmpty()) {
                programs.add(ipam);
            }
            needsPodCidr |= PodCidrSubstitution.isNeeded(plugin);
        }
        return new NetworkList(Set.copyOf(programs), needsPodCidr);
    }

    private static JsonNode read(Path file, String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new InstallException(
                    file,
                    "the CNI configuration "
                            + file
                            + " is not JSON ("
                            + e.getOriginalMessage()
                            + "); correct the ConfigMap, the agent looks again",
                    e);
        }
    }

    private static void require(Path file, boolean holds, String wrong) {
        if (!holds) {
            throw new InstallException(
                    file,
                    "the CNI configuration "
                            + file
                            + " is no network list: "
                            + wrong
                            + "; correct the ConfigMap, the agent looks again");
        }
    }
}
