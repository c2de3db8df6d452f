package io.gingham.agent.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.part.Health;
import io.gingham.agent.part.Problem;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallPartTest {

    private final Path folder;
    private final CniInstaller installer;
    private boolean inForce;
    private List<IpPrefix> blocks = List.of(IpPrefix.parse("10.244.1.0/24"));

    InstallPartTest(@TempDir Path folder) {
        this.folder = folder;
        this.installer = new CniInstaller(folders());
    }

    private CniFolders folders() {
        return new CniFolders(
                folder.resolve("programs"),
                folder.resolve("cni.conflist"),
                folder.resolve("bin"),
                folder.resolve("net.d"),
                folder.resolve("record"),
                "10-gingham.conflist");
    }

    @BeforeEach
    void fill() throws IOException {
        for (String name : List.of("programs", "bin", "net.d")) {
            Files.createDirectory(folder.resolve(name));
        }
        Files.writeString(folder.resolve("programs/gingham"), "#!/bin/sh\n");
        Files.writeString(
                folder.resolve("cni.conflist"),
                """
                {"cniVersion": "1.0.0", "name": "pods", "plugins": [
                  {"type": "gingham", "ipam": {"type": "host-local", "subnet": "usePodCidr"}}]}
                """);
        Files.writeString(folder.resolve("bin/host-local"), "#!/bin/sh\n");
        assertTrue(folder.resolve("bin/host-local").toFile().setExecutable(true));
    }

    private InstallPart part() {
        return new InstallPart(installer, () -> inForce, () -> blocks);
    }

    @Test
    void theNetworkWaitsForThePolicy() {
        InstallPart part = part();
        part.run(false);
        assertFalse(installer.isInstalled());
        assertEquals(
                Optional.of("the CNI configuration is not installed: "),
                part.health("").obstacle());
        inForce = true;
        part.run(false);
        assertTrue(Files.exists(folders().installedConflist()));
        assertEquals(Health.GOOD, part.health(""));
    }

    @Test
    void whatIsInTheWayIsAnObstacleUntilItIsInstalledAndAWarningAfter() {
        inForce = true;
        blocks = List.of();
        InstallPart part = part();
        InstallException e = assertThrows(InstallException.class, () -> part.run(false));
        Health health = part.health(String.valueOf(e.getMessage()));
        assertTrue(health.obstacle().orElseThrow().contains("this node has no podCIDR"));
        assertEquals("install-failed", health.problems().getFirst().id());
        blocks = List.of(IpPrefix.parse("10.244.1.0/24"));
        part.run(false);
        Health later = part.health("a disk is full");
        assertEquals(Optional.empty(), later.obstacle());
        assertEquals(Problem.Weight.WARNING, later.problems().getFirst().weight());
    }

    @Test
    void aNetworkThatComesFirstIsAWarning() throws IOException {
        inForce = true;
        Files.writeString(folder.resolve("net.d/05-other.conf"), "{}");
        InstallPart part = part();
        part.run(false);
        assertEquals("other-network", part.health("").problems().getFirst().id());
    }
}
