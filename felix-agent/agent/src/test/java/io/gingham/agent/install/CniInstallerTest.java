package io.gingham.agent.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.value.IpPrefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CniInstallerTest {

    private static final List<IpPrefix> POD_CIDR = List.of(IpPrefix.parse("10.244.0.0/24"));
    private static final String CONFLIST =
            """
            {"cniVersion": "1.0.0", "name": "pods", "plugins": [
              {"type": "gingham", "ipam": {"type": "host-local", "subnet": "usePodCidr"}},
              {"type": "portmap"}]}
            """;

    @TempDir Path folder;
    private Path programs;
    private Path conflist;
    private Path binDir;
    private Path confDir;

    @BeforeEach
    void anImageAndAHost() throws IOException {
        programs = Files.createDirectory(folder.resolve("programs"));
        binDir = Files.createDirectory(folder.resolve("bin"));
        confDir = Files.createDirectory(folder.resolve("net.d"));
        conflist = Files.writeString(folder.resolve("cni.conflist"), CONFLIST);
        for (String program : List.of("gingham", "host-local", "portmap")) {
            Files.writeString(programs.resolve(program), "ours: " + program);
        }
    }

    private CniInstaller installer() {
        return new CniInstaller(
                new CniFolders(
                        programs,
                        conflist,
                        binDir,
                        confDir,
                        folder.resolve("state/installed"),
                        "10-gingham.conflist"));
    }

    private String refusal() {
        CniInstaller installer = installer();
        String message =
                assertThrows(InstallException.class, () -> installer.install(POD_CIDR))
                        .getMessage();
        assertFalse(installer.isInstalled());
        assertFalse(Files.exists(confDir.resolve("10-gingham.conflist")));
        return String.valueOf(message);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void installsProgramsAndConflist() throws IOException {
        CniInstaller installer = installer();
        installer.install(POD_CIDR);
        assertTrue(installer.isInstalled());
        assertEquals(List.of("gingham", "host-local", "portmap"), names(binDir));
        assertTrue(Files.isExecutable(binDir.resolve("gingham")));
        assertEquals(List.of("10-gingham.conflist"), names(confDir));
        assertEquals(CONFLIST, Files.readString(confDir.resolve("10-gingham.conflist")));
    }

    private void plugin(String name, String answer) throws IOException {
        Files.writeString(programs.resolve(name), "#!/bin/sh\necho '" + answer + "'\n");
    }

    private String offering() throws IOException {
        String offer =
                CONFLIST.replace(
                        "\"1.0.0\",",
                        "\"0.4.0\", \"cniVersions\": [\"0.4.0\", \"1.0.0\", \"1.1.0\"],");
        Files.writeString(conflist, offer);
        return offer;
    }

    private JsonNode installed() throws IOException {
        installer().install(POD_CIDR);
        return new ObjectMapper().readTree(confDir.resolve("10-gingham.conflist").toFile());
    }

    /// Report manifest-version: GC and STATUS are called from CNI 1.1.0 on.
    @Test
    void versionsThatAllPluginsSpeakAreOffered() throws IOException {
        String offer = offering();
        plugin("portmap", "{\"supportedVersions\": [\"0.4.0\", \"1.0.0\", \"1.1.0\"]}");
        installed();
        assertEquals(offer, Files.readString(confDir.resolve("10-gingham.conflist")));
    }

    @Test
    void aVersionThatAPluginDoesNotSpeakIsNotOffered() throws IOException {
        offering();
        plugin("portmap", "{\"supportedVersions\": [\"0.4.0\", \"1.0.0\"]}");
        JsonNode installed = installed();
        assertEquals("[\"0.4.0\",\"1.0.0\"]", installed.path("cniVersions").toString());
        assertEquals("0.4.0", installed.path("cniVersion").asText());
        assertEquals(2, installed.path("plugins").size());
        // A newer plugin, and its version is offered.
        plugin("portmap", "{\"supportedVersions\": [\"0.4.0\", \"1.0.0\", \"1.1.0\"]}");
        Files.delete(binDir.resolve("portmap"));
        assertEquals("[\"0.4.0\",\"1.0.0\",\"1.1.0\"]", installed().path("cniVersions").toString());
    }

    @Test
    void aPluginThatDoesNotAnswerLeavesTheOldVersion() throws IOException {
        offering();
        plugin("portmap", "not JSON");
        JsonNode installed = installed();
        assertTrue(installed.path("cniVersions").isMissingNode(), installed.toString());
        assertEquals("0.4.0", installed.path("cniVersion").asText());
    }

    @Test
    void leavesTheHostsReferencePluginsAlone() throws IOException {
        Path hosts = Files.writeString(binDir.resolve("portmap"), "the host's");
        assertTrue(hosts.toFile().setExecutable(true));
        installer().install(POD_CIDR);
        assertEquals("the host's", Files.readString(hosts));
    }

    @Test
    void remembersWhatItAddedForTheUninstall() throws IOException {
        Files.writeString(binDir.resolve("portmap"), "the host's");
        assertTrue(binDir.resolve("portmap").toFile().setExecutable(true));
        installer().install(POD_CIDR);
        installer().install(POD_CIDR);
        assertEquals(
                List.of("gingham", "host-local"),
                Files.readAllLines(folder.resolve("state/installed")));
    }

    @Test
    void replacesAnOlderLauncherAndConflist() throws IOException {
        Files.writeString(binDir.resolve("gingham"), "an older one");
        Files.writeString(confDir.resolve("10-gingham.conflist"), "an older one");
        installer().install(POD_CIDR);
        assertEquals("ours: gingham", Files.readString(binDir.resolve("gingham")));
        assertEquals(CONFLIST, Files.readString(confDir.resolve("10-gingham.conflist")));
    }

    @Test
    void waitsForThePodCidr() {
        CniInstaller installer = installer();
        String message =
                assertThrows(InstallException.class, () -> installer.install(List.of()))
                        .getMessage();
        assertTrue(String.valueOf(message).contains("--allocate-node-cidrs"), message);
        assertFalse(Files.exists(confDir.resolve("10-gingham.conflist")));
        installer.install(POD_CIDR);
        assertTrue(installer.isInstalled());
    }

    @Test
    void needsNoPodCidrForAnotherIpam() throws IOException {
        Files.writeString(conflist, CONFLIST.replace("usePodCidr", "10.1.0.0/16"));
        installer().install(List.of());
        assertTrue(Files.exists(confDir.resolve("10-gingham.conflist")));
    }

    @Test
    void namesThePluginThatIsMissing() throws IOException {
        Files.writeString(conflist, CONFLIST.replace("portmap", "sbr"));
        String message = refusal();
        assertTrue(String.valueOf(message).contains("names sbr, which " + binDir), message);
    }

    @Test
    void refusesAConfigurationThatIsNotJson() throws IOException {
        Files.writeString(conflist, "{not json");
        String message = refusal();
        assertTrue(String.valueOf(message).contains("is not JSON"), message);
        assertTrue(String.valueOf(message).contains("ConfigMap"), message);
    }

    @Test
    void refusesAConfigurationThatIsNoList() throws IOException {
        Files.writeString(conflist, "{\"cniVersion\": \"1.0.0\", \"name\": \"pods\"}");
        String message = refusal();
        assertTrue(String.valueOf(message).contains("plugins is missing or empty"), message);
    }

    @Test
    void keepsTheConflistInPlaceWhenTheNextOneIsWrong() throws IOException {
        installer().install(POD_CIDR);
        Files.writeString(conflist, "");
        assertThrows(InstallException.class, () -> installer().install(POD_CIDR));
        assertEquals(CONFLIST, Files.readString(confDir.resolve("10-gingham.conflist")));
    }

    @Test
    void saysThatAFolderIsMissing() throws IOException {
        Files.delete(confDir);
        String message =
                assertThrows(InstallException.class, () -> installer().install(POD_CIDR))
                        .getMessage();
        assertTrue(String.valueOf(message).contains("the folder must exist on the host"), message);
    }

    @Test
    void aConfigurationThatCallsOurLauncherByAnotherNameIsNotAnotherNetworks() throws IOException {
        Files.writeString(binDir.resolve("calico"), "ours: gingham");
        Files.writeString(binDir.resolve("flannel"), "theirs");
        Files.writeString(
                confDir.resolve("05-calico.conflist"), "{\"plugins\": [{\"type\": \"calico\"}]}");
        CniInstaller installer = installer();
        installer.install(POD_CIDR);
        assertEquals(List.of(), installer.problems());
        Files.writeString(
                confDir.resolve("05-calico.conflist"), "{\"plugins\": [{\"type\": \"flannel\"}]}");
        installer.install(POD_CIDR);
        assertEquals(1, installer.problems().size());
    }

    @Test
    void tellsOfAConfigurationThatSortsFirst() throws IOException {
        Files.writeString(confDir.resolve("05-other.conf"), "{}");
        Files.writeString(confDir.resolve("99-last.conflist"), "{}");
        Files.writeString(confDir.resolve("01-readme.txt"), "");
        CniInstaller installer = installer();
        installer.install(POD_CIDR);
        assertEquals(1, installer.problems().size());
        assertTrue(installer.problems().getFirst().contains("05-other.conf sorts before"));
        Files.delete(confDir.resolve("05-other.conf"));
        installer.install(POD_CIDR);
        assertEquals(List.of(), installer.problems());
    }
}
