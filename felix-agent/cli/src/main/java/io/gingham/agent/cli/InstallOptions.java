package io.gingham.agent.cli;

import io.gingham.agent.install.CniFolders;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What the agent installs on its node.
final class InstallOptions {

    @Spec(Spec.Target.MIXEE)
    @Nullable CommandSpec command;

    @Option(
            names = "--install-cni-bin-dir",
            defaultValue = "${env:GINGHAM_INSTALL_CNI_BIN_DIR:-}",
            description =
                    "Install the CNI programs into this folder, which must be the container runtime's (environment: GINGHAM_INSTALL_CNI_BIN_DIR; default: install nothing).")
    String binDir = "";

    @Option(
            names = "--install-cni-conf-dir",
            defaultValue = "${env:GINGHAM_INSTALL_CNI_CONF_DIR:-}",
            description =
                    "Install the network's configuration into this folder, when pods can be wired (environment: GINGHAM_INSTALL_CNI_CONF_DIR; default: install nothing).")
    String confDir = "";

    @Option(
            names = "--cni-network-config",
            defaultValue = "${env:GINGHAM_CNI_NETWORK_CONFIG:-/etc/gingham/cni.conflist}",
            description =
                    "The network's configuration to install (environment: GINGHAM_CNI_NETWORK_CONFIG; default: ${DEFAULT-VALUE}).")
    Path networkConfig = Path.of("/etc/gingham/cni.conflist");

    @Option(
            names = "--cni-conf-name",
            defaultValue = "${env:GINGHAM_CNI_CONF_NAME:-10-gingham.conflist}",
            description =
                    "Its file name there; the first by name counts (environment: GINGHAM_CNI_CONF_NAME; default: ${DEFAULT-VALUE}).")
    String confName = "10-gingham.conflist";

    @Option(
            names = "--cni-programs",
            defaultValue = "${env:GINGHAM_CNI_PROGRAMS:-/usr/lib/gingham/cni}",
            description =
                    "Folder with the CNI programs to install (environment: GINGHAM_CNI_PROGRAMS; default: ${DEFAULT-VALUE}).")
    Path programs = Path.of("/usr/lib/gingham/cni");

    /// @param stateDir the agent's
    Optional<CniFolders> folders(Path stateDir) {
        if (binDir.isBlank() && confDir.isBlank()) {
            return Optional.empty();
        }
        if (binDir.isBlank() || confDir.isBlank()) {
            throw new ParameterException(
                    java.util.Objects.requireNonNull(command).commandLine(),
                    "--install-cni-bin-dir and --install-cni-conf-dir go together");
        }
        return Optional.of(
                new CniFolders(
                        programs,
                        networkConfig,
                        Path.of(binDir),
                        Path.of(confDir),
                        stateDir.resolve("installed"),
                        confName));
    }
}
