package io.gingham.agent.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the node's CNI files in place. Used by the agent's loop; [#isInstalled] and [#problems] by
/// any thread.
public final class CniInstaller {

    private static final Logger LOG = LoggerFactory.getLogger(CniInstaller.class);

    /// Our executable's name, in the image and as the conflist's `type`.
    static final String LAUNCHER = "gingham";

    private static final Set<PosixFilePermission> PROGRAM =
            PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> CONFIGURATION =
            PosixFilePermissions.fromString("rw-r--r--");

    private final CniFolders folders;
    private final PluginVersions versions = new PluginVersions();
    private volatile String leftOut = "";
    private volatile boolean installed;
    private volatile List<String> problems = List.of();

    public CniInstaller(CniFolders folders) {
        this.folders = folders;
    }

    /// Puts programs and conflist in place where they differ. Call it when an ADD would succeed as
    /// far as everything but these files is concerned.
    ///
    /// @param podCidrs of this node
    /// @throws InstallException what is in the way
    public void install(List<IpPrefix> podCidrs) {
        String conflist = readConflist();
        NetworkList network = NetworkList.parse(folders.conflist(), conflist);
        installPrograms();
        requirePrograms(network);
        if (network.needsPodCidr() && podCidrs.isEmpty()) {
            throw new InstallException(
                    folders.installedConflist(),
                    "this node has no podCIDR; start the controller manager with --allocate-node-cidrs"
                            + " and --cluster-cidr, or set spec.podCIDR of the Node");
        }
        writeIfDifferent(
                folders.installedConflist(),
                withSpokenVersions(network, conflist).getBytes(StandardCharsets.UTF_8),
                CONFIGURATION);
        installed = true;
        lookForOthers();
    }

    /// True once the conflist is in place.
    public boolean isInstalled() {
        return installed;
    }

    /// Whether a conflist of that name is on the host, installed now or by an earlier agent.
    public boolean stands() {
        return Files.exists(folders.installedConflist());
    }

    /// What keeps pods from this network though it is installed, as sentences.
    public List<String> problems() {
        return problems;
    }

    private String readConflist() {
        try {
            return Files.readString(folders.conflist());
        } catch (IOException e) {
            throw new InstallException(
                    folders.conflist(), "the CNI configuration to install can't be read: " + e, e);
        }
    }

    /// Our launcher always; a reference plugin only where the host has none of that name.
    private void installPrograms() {
        try (Stream<Path> programs = Files.list(folders.programs())) {
            for (Path program : programs.sorted().toList()) {
                String name = program.getFileName().toString();
                Path target = folders.binDir().resolve(name);
                if (name.equals(LAUNCHER) || Files.notExists(target)) {
                    note(name);
                    writeIfDifferent(target, Files.readAllBytes(program), PROGRAM);
                }
            }
        } catch (IOException e) {
            throw new InstallException(
                    folders.programs(),
                    """
                    the CNI programs of %s can't be installed: %s; that folder belongs to the \
                    image, and %s must be writable"""
                            .formatted(folders.programs(), e, folders.record()),
                    e);
        }
    }

    /// Before the program itself, so that an uninstall never misses one.
    private void note(String name) throws IOException {
        Files.createDirectories(folders.record().toAbsolutePath().getParent());
        List<String> noted =
                Files.exists(folders.record()) ? Files.readAllLines(folders.record()) : List.of();
        if (!noted.contains(name)) {
            Files.write(
                    folders.record(),
                    List.of(name),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    private void requirePrograms(NetworkList network) {
        List<String> missing =
                network.programs().stream()
                        .filter(name -> !Files.isExecutable(folders.binDir().resolve(name)))
                        .sorted()
                        .toList();
        if (!missing.isEmpty()) {
            throw new InstallException(
                    folders.binDir(),
                    "the CNI configuration names "
                            + String.join(", ", missing)
                            + ", which "
                            + folders.binDir()
                            + " does not have; install the reference CNI plugins there, or take"
                            + " them out of the ConfigMap");
        }
    }

    /// Of `cniVersions`, those that every plugin of the chain speaks: a container runtime takes the
    /// newest it knows, and one that a plugin refuses would fail each ADD.
    private String withSpokenVersions(NetworkList network, String conflist) {
        List<String> offered = network.versions();
        if (offered.isEmpty()) {
            return conflist;
        }
        Map<String, Set<String>> without = new TreeMap<>();
        for (String plugin : network.plugins()) {
            if (!plugin.equals(LAUNCHER)) {
                Set<String> spoken = versions.spokenBy(folders.binDir().resolve(plugin));
                offered.stream()
                        .filter(version -> !spoken.contains(version))
                        .forEach(
                                version ->
                                        without.computeIfAbsent(version, v -> new TreeSet<>())
                                                .add(plugin));
            }
        }
        report(without);
        List<String> left = offered.stream().filter(v -> !without.containsKey(v)).toList();
        return without.isEmpty() ? conflist : network.textWith(left);
    }

    private void report(Map<String, Set<String>> without) {
        String now =
                without.entrySet().stream()
                        .map(
                                entry ->
                                        "CNI %s is not offered to the container runtime: %s in %s can't speak it"
                                                .formatted(
                                                        entry.getKey(),
                                                        String.join(", ", entry.getValue()),
                                                        folders.binDir()))
                        .collect(Collectors.joining("; "));
        if (!now.isEmpty() && !now.equals(leftOut)) {
            LOG.info("{}", now);
        }
        leftOut = now;
    }

    private void writeIfDifferent(
            Path target, byte[] content, Set<PosixFilePermission> permissions) {
        if (present(target).map(now -> Arrays.equals(now, content)).orElse(false)) {
            return;
        }
        // A name that no container runtime reads: neither .conf, .conflist nor .json.
        Path next = target.resolveSibling("." + target.getFileName() + ".new");
        try {
            Files.write(next, content);
            Files.setPosixFilePermissions(next, permissions);
            Files.move(
                    next,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            LOG.info("{} is installed", target);
        } catch (IOException e) {
            throw new InstallException(
                    target,
                    target
                            + " can't be written ("
                            + e
                            + "); the folder must exist on the host, be writable, and be mounted into this pod",
                    e);
        }
    }

    private static Optional<byte[]> present(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /// Whether the first plugin of a configuration is our launcher, under whatever name: Calico's
    /// documentation calls it `calico`.
    private boolean isOurs(Path configuration) {
        try {
            JsonNode document = new ObjectMapper().readTree(configuration.toFile());
            String type = document.path("plugins").path(0).path("type").asText();
            return !type.isEmpty()
                    && !type.contains("/")
                    && Arrays.equals(
                            Files.readAllBytes(folders.binDir().resolve(type)),
                            Files.readAllBytes(folders.programs().resolve(LAUNCHER)));
        } catch (IOException notReadable) {
            return false;
        }
    }

    /// The container runtime takes the first configuration by name.
    private void lookForOthers() {
        try (Stream<Path> files = Files.list(folders.confDir())) {
            List<String> before =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.matches(".*\\.(conf|conflist|json)"))
                            .filter(name -> name.compareTo(folders.conflistName()) < 0)
                            .filter(name -> !isOurs(folders.confDir().resolve(name)))
                            .sorted()
                            .map(
                                    name ->
                                            folders.confDir().resolve(name)
                                                    + " sorts before "
                                                    + folders.conflistName()
                                                    + ": the container runtime uses that network, not this one;"
                                                    + " remove it when its pods are gone")
                            .toList();
            before.stream().filter(problem -> !problems.contains(problem)).forEach(LOG::warn);
            problems = before;
        } catch (IOException e) {
            throw new InstallException(
                    folders.confDir(), folders.confDir() + " can't be listed: " + e, e);
        }
    }
}
