package io.gingham.agent.install;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gingham.cni.ipam.PodCidrSubstitution;
import io.gingham.cni.spec.SpecVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A conflist, as far as it can be judged before a pod comes.
///
/// @param document all of it
/// @param programs the CNI programs it calls: of each plugin, and of the first one's IPAM
/// @param needsPodCidr whether an ADD waits for the node's podCIDR
record NetworkList(JsonNode document, Set<String> programs, boolean needsPodCidr) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// @param file for messages only
    /// @throws InstallException what is wrong with it
    static NetworkList parse(Path file, String text) {
        JsonNode document = read(file, text);
        requireVersions(file, document);
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
        return new NetworkList(document, Set.copyOf(programs), needsPodCidr);
    }

    /// The programs that a container runtime calls itself.
    List<String> plugins() {
        List<String> plugins = new ArrayList<>();
        document.path("plugins").forEach(plugin -> plugins.add(plugin.path("type").asText()));
        return plugins;
    }

    /// `cniVersions`: what a runtime may choose from.
    List<String> versions() {
        List<String> versions = new ArrayList<>();
        document.path("cniVersions").forEach(version -> versions.add(version.asText()));
        return versions;
    }

    /// The same list, with other `cniVersions`; without them if none are left.
    String textWith(List<String> versions) {
        ObjectNode changed = document.deepCopy();
        if (versions.isEmpty()) {
            changed.remove("cniVersions");
        } else {
            ArrayNode left = changed.putArray("cniVersions");
            versions.forEach(left::add);
        }
        return changed.toPrettyString() + "\n";
    }

    /// `cniVersions` is a list to choose the newest known one from; runtimes that don't know it go
    /// by `cniVersion`. A version that this plugin does not speak would fail each ADD.
    private static void requireVersions(Path file, JsonNode document) {
        JsonNode versions = document.path("cniVersions");
        JsonNode version = document.path("cniVersion");
        require(
                file,
                version.isTextual() || (version.isMissingNode() && !versions.isEmpty()),
                "cniVersion is missing");
        require(file, versions.isMissingNode() || versions.isArray(), "cniVersions is no list");
        if (version.isTextual()) {
            requireSpoken(file, version);
        }
        versions.forEach(one -> requireSpoken(file, one));
    }

    private static void requireSpoken(Path file, JsonNode version) {
        require(
                file,
                SpecVersion.texts().contains(version.asText()),
                "CNI version " + version + " is not spoken, only " + SpecVersion.texts());
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
