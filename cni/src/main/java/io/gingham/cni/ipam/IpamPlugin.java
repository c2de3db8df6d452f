package io.gingham.cni.ipam;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.spec.NetworkConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.Set;

/// The executable of an IPAM plugin, as it is on the disk now.
///
/// @param identity changes when it is upgraded in place
record IpamPlugin(Path executable, Identity identity) {

    /// The reference plugins that make or change interfaces, and well-known others. Run as an IPAM
    /// plugin, most of these run the IPAM plugin of the configuration: themselves, without end.
    private static final Set<String> INTERFACE_PLUGINS =
            Set.of(
                    "gingham",
                    "calico",
                    "bandwidth",
                    "bridge",
                    "dummy",
                    "firewall",
                    "host-device",
                    "ipvlan",
                    "loopback",
                    "macvlan",
                    "portmap",
                    "ptp",
                    "sbr",
                    "tap",
                    "tuning",
                    "vlan",
                    "vrf",
                    "flannel",
                    "cilium-cni",
                    "multus",
                    "multus-shim",
                    "weave-net",
                    "antrea",
                    "kube-ovn",
                    "kube-router",
                    "ovn-k8s-cni-overlay",
                    "aws-cni",
                    "azure-vnet",
                    "sriov",
                    "ovs",
                    "ib-sriov");

    /// @param key the kernel's number of the file, its times and size
    record Identity(String key, FileTime modified, long size) {}

    /// Looks the plugin up in `CNI_PATH`.
    ///
    /// @throws CniException INVALID_CONFIG if there is none, or it is no IPAM plugin
    static IpamPlugin find(NetworkConfig config, String cniPath) {
        String type = config.ipamType();
        if (type.isEmpty() || type.contains("/") || type.equals(".") || type.equals("..")) {
            throw new CniException(
                    CniErrorCode.INVALID_CONFIG,
                    type.isEmpty()
                            ? "the network configuration has no ipam.type"
                            : "ipam.type '" + type + "' is not a plain file name",
                    "expected the name of an IPAM plugin, such as host-local");
        }
        Path executable =
                lookUp(type, cniPath)
                        .orElseThrow(
                                () ->
                                        new CniException(
                                                CniErrorCode.INVALID_CONFIG,
                                                "IPAM plugin '" + type + "' not found",
                                                "CNI_PATH is '" + cniPath + "'"));
        whyNone(config, executable, cniPath)
                .ifPresent(
                        reason -> {
                            throw new CniException(
                                    CniErrorCode.INVALID_CONFIG,
                                    "ipam.type '" + type + "' is no IPAM plugin",
                                    reason + "; expected one such as host-local");
                        });
        return new IpamPlugin(executable, identity(executable));
    }

    /// Whether there is no plugin of that name.
    static boolean isAbsent(NetworkConfig config, String cniPath) {
        return !config.ipamType().contains("/") && lookUp(config.ipamType(), cniPath).isEmpty();
    }

    /// Whether there is a plugin of that name which is not to be run: it never gave an address.
    static boolean isNone(NetworkConfig config, String cniPath) {
        String type = config.ipamType();
        return !type.contains("/")
                && lookUp(type, cniPath)
                        .map(executable -> whyNone(config, executable, cniPath).isPresent())
                        .orElse(INTERFACE_PLUGINS.contains(type));
    }

    private static Optional<String> whyNone(NetworkConfig config, Path executable, String path) {
        String name = realName(executable);
        if (INTERFACE_PLUGINS.contains(config.ipamType()) || INTERFACE_PLUGINS.contains(name)) {
            return Optional.of(
                    executable + " makes or changes interfaces, and would run IPAM plugins itself");
        }
        boolean ourselves =
                !config.type().contains("/")
                        && lookUp(config.type(), path)
                                .map(ours -> isSame(ours, executable))
                                .orElse(false);
        return ourselves
                ? Optional.of(executable + " is this plugin itself, '" + config.type() + "'")
                : Optional.empty();
    }

    /// A copy or link under another name counts.
    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other)
                    || (Files.size(one) == Files.size(other) && Files.mismatch(one, other) < 0);
        } catch (IOException e) {
            return false;
        }
    }

    private static String realName(Path executable) {
        try {
            return executable.toRealPath().getFileName().toString();
        } catch (IOException e) {
            return executable.getFileName().toString();
        }
    }

    private static Optional<Path> lookUp(String type, String cniPath) {
        if (type.isEmpty()) {
            return Optional.empty();
        }
        for (String folder : cniPath.split(":", -1)) {
            Path candidate = candidate(folder, type);
            if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static Path candidate(String folder, String type) {
        try {
            return Path.of(folder.isEmpty() ? "." : folder, type);
        } catch (InvalidPathException e) {
            throw new CniException(
                            CniErrorCode.INVALID_ENVIRONMENT,
                            "CNI_PATH holds what is no path",
                            String.valueOf(e.getMessage()))
                    .causedBy(e);
        }
    }

    private static Identity identity(Path executable) {
        try {
            BasicFileAttributes now = Files.readAttributes(executable, BasicFileAttributes.class);
            return new Identity(
                    now.fileKey() + " " + Files.getAttribute(executable, "unix:ctime"),
                    now.lastModifiedTime(),
                    now.size());
        } catch (IOException e) {
            return new Identity("", FileTime.fromMillis(0), 0);
        }
    }
}
