package io.gingham.agent.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.dataplane.rules.Chain;
import io.gingham.netlink.Sysctl;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs in private namespaces: the kernel's part is real.
class UninstallTest {

    @TempDir Path folder;
    private Path binDir;
    private Path confDir;
    private Path stateDir;
    private Path network;
    private CniFolders folders;

    @BeforeEach
    void anInstalledNode() throws IOException {
        Path programs = Files.createDirectory(folder.resolve("programs"));
        binDir = Files.createDirectory(folder.resolve("bin"));
        confDir = Files.createDirectory(folder.resolve("net.d"));
        stateDir = Files.createDirectories(folder.resolve("state"));
        Files.createDirectories(stateDir.resolve("endpoints"));
        network = Files.createDirectories(folder.resolve("networks/pods"));
        Files.writeString(network.resolve("lock"), "");
        Path conflist =
                Files.writeString(
                        folder.resolve("cni.conflist"),
                        "{\"cniVersion\": \"1.0.0\", \"name\": \"pods\", \"plugins\":"
                                + " [{\"type\": \"gingham\"}, {\"type\": \"portmap\"}]}");
        for (String program : List.of("gingham", "portmap", "loopback")) {
            Files.writeString(programs.resolve(program), "ours: " + program);
        }
        Files.writeString(binDir.resolve("loopback"), "the host's");
        folders =
                new CniFolders(
                        programs,
                        conflist,
                        binDir,
                        confDir,
                        stateDir.resolve("installed"),
                        "10-gingham.conflist");
        new CniInstaller(folders).install(List.of(IpPrefix.parse("10.244.0.0/24")));
    }

    private void uninstall() {
        uninstall(false);
    }

    private void uninstall(boolean force) {
        new Uninstall(folders, stateDir, folder.resolve("run/cni.sock"), folder.resolve("networks"))
                .run(force);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void leavesTheFoldersAsTheyWere() throws IOException {
        uninstall();
        assertEquals(List.of("loopback"), names(binDir));
        assertEquals(List.of(), names(confDir));
        assertEquals(List.of(), names(stateDir));
        assertTrue(Files.notExists(network));
    }

    @Test
    void setsBackWhatMadeTheNodeARouterIfItWasNoneBefore() {
        Sysctl forward = Sysctl.of("ipv4", "ip_forward");
        forward.put(0);
        new Forwarding(stateDir).turnOn();
        new Forwarding(stateDir).turnOn();
        assertEquals("1", forward.read());
        uninstall();
        assertEquals("0", forward.read());
    }

    @Test
    void leavesARouterARouter() {
        Sysctl forward = Sysctl.of("ipv4", "ip_forward");
        forward.put(1);
        new Forwarding(stateDir).turnOn();
        uninstall();
        assertEquals("1", forward.read());
    }

    @Test
    void remembersWhatWasBeforeTheFirstAgentAndNotBeforeTheLast() throws IOException {
        Sysctl forward = Sysctl.of("ipv4", "ip_forward");
        forward.put(0);
        new Forwarding(stateDir).turnOn();
        forward.put(2);
        new Forwarding(stateDir).turnOn();
        assertTrue(
                Files.readAllLines(stateDir.resolve("sysctls")).contains("net.ipv4.ip_forward=0"));
    }

    @Test
    void removesFoldersThatWereNotThereAndAreEmpty() throws IOException {
        Path made = folder.resolve("run/gingham");
        Path used = folder.resolve("run/used");
        Path older = Files.createDirectory(folder.resolve("older"));
        new MadeFolders(stateDir).note(List.of(made, used, older));
        Files.createDirectories(made);
        Files.createDirectories(used);
        Files.writeString(used.resolve("file"), "");
        new MadeFolders(stateDir).note(List.of(older));
        uninstall();
        assertTrue(Files.notExists(made));
        assertTrue(Files.exists(used));
        assertTrue(Files.exists(older));
        // It was there before the first agent.
        assertTrue(Files.exists(stateDir));
    }

    @Test
    void canBeRepeated() throws IOException {
        uninstall();
        uninstall();
        assertEquals(List.of("loopback"), names(binDir));
    }

    @Test
    void leavesAPluginThatSomebodyReplaced() throws IOException {
        Files.writeString(binDir.resolve("portmap"), "a newer one");
        uninstall();
        assertEquals(List.of("loopback", "portmap"), names(binDir));
    }

    @Test
    void leavesAddressesThatAreGivenOut() throws IOException {
        Files.writeString(network.resolve("10.244.0.2"), "");
        uninstall();
        assertEquals(List.of("10.244.0.2", "lock"), names(network));
    }

    @Test
    void refusesWhileARecordCantBeRead() throws IOException {
        Files.writeString(stateDir.resolve("endpoints/pod.json"), "{}");
        String message = assertThrows(InstallException.class, this::uninstall).getMessage();
        assertTrue(
                String.valueOf(message).contains("1 pods of this node are still wired"), message);
        assertTrue(String.valueOf(message).contains("pod.json"), message);
        assertEquals(List.of("10-gingham.conflist"), names(confDir));
    }

    @Test
    void namesThePodsThatHoldItUp() throws IOException {
        wired("c1", "web");
        wired("c2", "db");
        String message = assertThrows(InstallException.class, this::uninstall).getMessage();
        assertTrue(
                String.valueOf(message)
                        .contains("2 pods of this node are still wired: shop/db (calic2, [10.244"),
                message);
        assertTrue(String.valueOf(message).contains("--force"), message);
        assertEquals(List.of("10-gingham.conflist"), names(confDir));
    }

    @Test
    void takesTheNetworkFromPodsWhenForced() throws IOException {
        wired("c1", "web");
        wired("c2", "db");
        uninstall(true);
        assertEquals(List.of(), names(confDir));
        assertEquals(List.of(), names(stateDir));
        assertTrue(Files.notExists(Path.of("/sys/class/net/calic1")));
    }

    @Test
    void aPodWhoseInterfaceAndNamespaceAreGoneIsInNobodysWay() throws IOException {
        wired("c1", "web");
        run("ip link del calic1");
        uninstall();
        assertEquals(List.of(), names(stateDir));
    }

    /// As an agent leaves it.
    private void wired(String container, String pod) throws IOException {
        run("ip link add cali" + container + " type veth peer name peer" + container);
        Files.writeString(
                stateDir.resolve("endpoints").resolve(container + "@eth0.json"),
                """
                {"containerId": "%s", "ifname": "eth0", "namespace": "shop", "pod": "%s",
                 "podUid": "u", "interfaceName": "cali%s", "netns": "/run/netns/none",
                 "network": "pods", "created": "2026-01-01T00:00:00Z", "live": true,
                 "ips": ["10.244.0.2"],
                 "del": {"environment": {"CNI_PATH": "/nowhere"},
                         "config": {"cniVersion": "1.0.0", "name": "pods", "type": "gingham"}}}
                """
                        .formatted(container, pod, container));
    }

    @AfterEach
    void removeLinks() {
        for (String container : List.of("c1", "c2")) {
            new ProcessRunner(Duration.ofSeconds(30))
                    .run(List.of("ip", "link", "del", "cali" + container));
        }
    }

    private static void run(String command) {
        new ProcessRunner(Duration.ofSeconds(30)).run(List.of(command.split(" "))).orThrow();
    }

    @Test
    void removesOurRoutesAndRulesAndNoOthers() {
        ProcessRunner runner = new ProcessRunner(Duration.ofSeconds(30));
        for (String command :
                List.of(
                        "ip route add blackhole 10.244.0.0/24 proto 71",
                        "ip route add blackhole 10.99.0.0/24",
                        "iptables -N " + Chain.PREFIX + "FORWARD",
                        "iptables -N other")) {
            assertTrue(runner.run(List.of(command.split(" "))).succeeded(), command);
        }
        uninstall();
        String routes = runner.run(List.of("ip", "route")).stdoutText();
        assertEquals("blackhole 10.99.0.0/24", routes.strip());
        String rules = runner.run(List.of("iptables", "-S")).stdoutText();
        assertTrue(rules.contains("-N other") && !rules.contains(Chain.PREFIX), rules);
        runner.run(List.of("ip", "route", "del", "blackhole", "10.99.0.0/24"));
        runner.run(List.of("iptables", "-X", "other"));
    }
}
