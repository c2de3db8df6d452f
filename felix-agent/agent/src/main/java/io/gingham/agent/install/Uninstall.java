package io.gingham.agent.install;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.agent.bgp.RoutesPart;
import io.gingham.cni.CniServerConfig;
import io.gingham.cni.ipam.IpamChoice;
import io.gingham.cni.server.LeftEndpoints;
import io.gingham.dataplane.BackendChoice;
import io.gingham.dataplane.Receipt;
import io.gingham.dataplane.iptables.IptablesChoice;
import io.gingham.dataplane.overlay.TunnelDevices;
import io.gingham.dataplane.routes.KernelRoutes;
import io.gingham.dataplane.routes.RoutePlan;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.message.Route;
import io.gingham.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes from a node what an agent has put there, in the order opposite to the install's: the
/// conflist first, so that no pod comes; then the kernel; then programs and state. Running it again
/// is safe. What stays: a reference plugin that is not the one we added, and folders that the
/// kubelet made or that are not empty.
public final class Uninstall {

    private static final Logger LOG = LoggerFactory.getLogger(Uninstall.class);
    private static final Duration PROGRAM_LIMIT = Duration.ofSeconds(60);

    /// Where host-local keeps what it gives out, by the network's name.
    public static final Path HOST_LOCAL = Path.of("/var/lib/cni/networks");

    private final CniFolders folders;
    private final Path stateDir;
    private final Path cniSocket;
    private final Path hostLocal;

    /// @param cniSocket the agent's: beside it are the DELs that were left for it
    public Uninstall(CniFolders folders, Path stateDir, Path cniSocket) {
        this(folders, stateDir, cniSocket, HOST_LOCAL);
    }

    Uninstall(CniFolders folders, Path stateDir, Path cniSocket, Path hostLocal) {
        this.folders = folders;
        this.stateDir = stateDir;
        this.cniSocket = cniSocket;
        this.hostLocal = hostLocal;
    }

    /// @param force takes the network from pods that are still wired; else they are in the way
    /// @throws InstallException what is in the way
    public void run(boolean force) {
        endPods(force);
        removeAddresses();
        delete(folders.installedConflist());
        clearKernel();
        new Forwarding(stateDir).restore();
        removePrograms();
        List<Path> made = new MadeFolders(stateDir).list();
        removeState();
        made.forEach(Uninstall::deleteIfEmpty);
    }

    private void endPods(boolean force) {
        Path endpoints = stateDir.resolve("endpoints");
        if (!Files.isDirectory(endpoints)) {
            return;
        }
        LeftEndpoints left;
        List<String> names;
        try {
            CniServerConfig cni =
                    CniServerConfig.defaults().withSocket(cniSocket).withStateDir(endpoints);
            left =
                    new LeftEndpoints(
                            cni, IpamChoice.delegated(cni.ipamLimit(), List::of, cniSocket));
            names = left.names();
        } catch (IOException e) {
            throw new InstallException(endpoints, endpoints + " can't be read: " + e, e);
        }
        if (names.isEmpty()) {
            return;
        }
        if (!force) {
            throw new InstallException(
                    endpoints,
                    """
                    %s pods of this node are still wired: %s (%s); start the agent, delete them, \
                    end the agent, and try again, or take their network from them with --force"""
                            .formatted(names.size(), String.join(", ", names), endpoints));
        }
        names.forEach(name -> LOG.warn("{} loses its network", name));
        left.removeAll().forEach(LOG::warn);
    }

    /// host-local's folder of our network, unless an address is given out.
    private void removeAddresses() {
        String name;
        try {
            name =
                    new ObjectMapper()
                            .readTree(folders.installedConflist().toFile())
                            .path("name")
                            .asText();
        } catch (IOException absent) {
            return;
        }
        Path folder = hostLocal.resolve(name);
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*") || !Files.isDirectory(folder)) {
            return;
        }
        List<Path> files = list(folder);
        boolean given =
                files.stream().anyMatch(file -> file.getFileName().toString().matches("[0-9].*"));
        if (given) {
            LOG.warn("{} is left: addresses are given out there", folder);
        } else {
            files.forEach(Uninstall::delete);
            delete(folder);
        }
    }

    private static void clearKernel() {
        try (BackendChoice backends = new IptablesChoice(new ProcessRunner(PROGRAM_LIMIT))) {
            Receipt receipt = backends.backend().remove();
            LOG.info("policy removed from the kernel: {}", receipt);
        }
        try (Netlink netlink = Netlink.open()) {
            new KernelRoutes(
                            netlink,
                            RoutesPart.ROUTE_PROTOCOL,
                            Route.MAIN_TABLE,
                            0,
                            new RoutePlan(List.of()))
                    .clear();
            TunnelDevices.clear(netlink);
        }
    }

    private void removePrograms() {
        try {
            List<String> added =
                    Files.exists(folders.record())
                            ? Files.readAllLines(folders.record())
                            : List.of();
            for (String name : added) {
                Path installed = folders.binDir().resolve(name);
                Path ours = folders.programs().resolve(name);
                if (name.equals(CniInstaller.LAUNCHER) || isSame(installed, ours)) {
                    delete(installed);
                } else {
                    LOG.warn("{} is left: it is not the one that was installed", installed);
                }
            }
        } catch (IOException e) {
            throw new InstallException(folders.record(), folders.record() + ": " + e, e);
        }
    }

    private static boolean isSame(Path installed, Path ours) throws IOException {
        return Files.notExists(installed)
                || (Files.exists(ours)
                        && Arrays.equals(Files.readAllBytes(installed), Files.readAllBytes(ours)));
    }

    /// All in the folder, not the folder, which may be a mount.
    private void removeState() {
        if (!Files.isDirectory(stateDir)) {
            return;
        }
        try (Stream<Path> files = Files.walk(stateDir)) {
            files.filter(file -> !file.equals(stateDir))
                    .sorted(Comparator.reverseOrder())
                    .forEach(Uninstall::delete);
        } catch (IOException e) {
            throw new InstallException(stateDir, stateDir + " can't be read: " + e, e);
        }
    }

    /// A folder that is a mount stays, as it does in a pod.
    private static void deleteIfEmpty(Path folder) {
        try {
            if (Files.isDirectory(folder) && Files.deleteIfExists(folder)) {
                LOG.info("{} is removed", folder);
            }
        } catch (IOException e) {
            LOG.info("{} is left: {}", folder, e.getMessage());
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new InstallException(folder, folder + " can't be listed: " + e, e);
        }
    }

    private static void delete(Path file) {
        try {
            if (Files.deleteIfExists(file)) {
                LOG.info("{} is removed", file);
            }
        } catch (IOException e) {
            throw new InstallException(file, file + " can't be removed: " + e, e);
        }
    }
}
