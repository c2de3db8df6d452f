package io.gingham.agent.bgpd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.routers.Bird;
import io.gingham.routers.Netns;
import io.gingham.routers.RouterProgram;
import io.gingham.routers.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `bgp run` on a link without addresses, with the BIRD of docs/how-to/unnumbered.md at the other
/// end; both put IPv4 routes with link-local next hops into their kernels.
@Timeout(120)
class UnnumberedRunTest {

    @TempDir Path folder;

    @BeforeAll
    static void needsBird() {
        RouterProgram.BIRD.skipReason().ifPresent(Assumptions::abort);
    }

    private static String howTo() throws IOException {
        Path root = Path.of(Objects.requireNonNullElse(System.getenv("GINGHAM_ROOT"), "../.."));
        return Files.readString(root.resolve("docs/how-to/unnumbered.md"))
                .split("## BIRD 2\n", 2)[1]
                .lines()
                .dropWhile(line -> !line.startsWith("    "))
                .takeWhile(line -> line.startsWith("    "))
                .map(line -> line.substring(4).replace("swp1", Segment.UPLINK))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void ipv4GoesOverALinkThatHasLinkLocalAddressesOnly() throws Exception {
        Path config = folder.resolve("bgp.yaml");
        Files.writeString(
                config,
                """
                routerId: 10.9.9.1
                asn: 64512
                listen: none
                peers: [{interface: link1, asn: external, import: all, export: all}]
                routes: [10.244.1.0/24]
                kernel: {export: {}}
                """);
        try (Segment segment = new Segment("link1")) {
            Netns place = segment.join("tor");
            place.run("ip", "address", "add", "198.51.100.1/32", "dev", "lo");
            BirdRing.run("ip", "address", "add", "10.244.1.5/32", "dev", "lo");
            try (Bird bird = new Bird(place, folder.resolve("tor"));
                    DaemonProcess daemon = new DaemonProcess(folder, config)) {
                bird.start(howTo());
                daemon.await(
                        "both families are in our kernel",
                        () ->
                                ours("-4", "198.51.100.0/24").contains("via inet6 fe80::")
                                        && ours("-6", "2001:db8:9::/64").contains("via fe80::"));
                daemon.await(
                        "BIRD's kernel has our block",
                        () ->
                                place.ask("ip", "route", "show", "10.244.1.0/24")
                                        .contains("via inet6 fe80::"));
                String ping =
                        BirdRing.run(
                                "ping",
                                "-n",
                                "-c",
                                "1",
                                "-W",
                                "5",
                                "-I",
                                "10.244.1.5",
                                "198.51.100.1");
                assertTrue(ping.contains(" 1 received"), ping);
            } finally {
                BirdRing.run("ip", "address", "del", "10.244.1.5/32", "dev", "lo");
            }
        }
    }

    private static String ours(String family, String prefix) {
        return Netns.OWN.ask("ip", family, "route", "show", prefix, "proto", "72");
    }
}
