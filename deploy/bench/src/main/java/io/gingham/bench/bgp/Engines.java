package io.gingham.bench.bgp;

import io.gingham.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The speakers that are measured, with the defaults that their makers or distribution gave them.
final class Engines {

    private Engines() {}

    /// @param javaOptions for Gingham's virtual machine besides its own; empty: none
    static List<Engine> named(List<String> names, String javaOptions) {
        return names.stream().map(name -> named(name, javaOptions)).toList();
    }

    private static Engine named(String name, String javaOptions) {
        return switch (name) {
            case "wire" -> new Wire();
            case "gingham" -> new Gingham(javaOptions);
            case "bird" -> new Bird();
            case "frr" -> new Frr();
            case "gobgp" -> new GoBgp();
            default ->
                    throw new IllegalArgumentException(
                            "no speaker is named '"
                                    + name
                                    + "'; there are wire, gingham, bird, frr and gobgp");
        };
    }

    private static String missing(Path program, String aPackage) {
        return Files.isExecutable(program) ? "" : "install " + aPackage;
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new BenchException("can't write " + file, e);
        }
    }

    /// A relay in the speaker's place.
    private record Wire() implements Engine {

        @Override
        public String name() {
            return "wire";
        }

        @Override
        public String missing() {
            return "";
        }

        @Override
        public List<String> prepare(Path folder, SpeakerLayout layout) {
            List<String> command = new ArrayList<>();
            command.add(ProcessHandle.current().info().command().orElse("java"));
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
            command.add(WireRelay.class.getName());
            for (SpeakerLayout.Peer peer : layout.peers()) {
                command.add(peer.text() + "/" + peer.asn());
            }
            return command;
        }
    }

    /// The command that users run, and no option of its own: what is measured is what ships.
    ///
    /// @param javaOptions what is tried out; nothing for a measurement that counts
    private record Gingham(String javaOptions) implements Engine {

        @Override
        public String name() {
            return "gingham";
        }

        @Override
        public String missing() {
            return root().isEmpty() ? "run this by './gingham bench bgp'" : "";
        }

        private static Optional<Path> root() {
            return Optional.ofNullable(System.getenv("GINGHAM_ROOT")).map(Path::of);
        }

        @Override
        public List<String> prepare(Path folder, SpeakerLayout layout) {
            StringBuilder text = new StringBuilder("routerId: 10.9.0.1\nasn: 65000\n");
            text.append("listen: {address: 10.9.0.1, port: 179}\n");
            text.append("socket: ").append(folder.resolve("bgp.sock")).append("\npeers:\n");
            for (SpeakerLayout.Peer peer : layout.peers()) {
                text.append(
                        "- {address: %s, asn: %d, passive: true, %s}%n"
                                .formatted(
                                        peer.text(),
                                        peer.asn(),
                                        peer.client()
                                                ? "reflectorClient: true"
                                                : "import: all, export: all"));
            }
            Path config = folder.resolve("bgp.yaml");
            write(config, text.toString());
            List<String> command = new ArrayList<>();
            if (!javaOptions.isEmpty()) {
                command.addAll(List.of("env", "GINGHAM_JAVA_OPTIONS=" + javaOptions));
            }
            command.add(root().orElseThrow().resolve("gingham").toString());
            command.addAll(List.of("bgp", "run", "--config", config.toString()));
            return command;
        }
    }

    private record Bird() implements Engine {

        @Override
        public String name() {
            return "bird";
        }

        @Override
        public String missing() {
            return Engines.missing(Path.of("/usr/sbin/bird"), "bird2");
        }

        @Override
        public List<String> prepare(Path folder, SpeakerLayout layout) {
            String peers =
                    layout.peers().stream()
                            .map(Bird::peer)
                            .collect(Collectors.joining("\n", "", "\n"));
            Path config = folder.resolve("bird.conf");
            write(config, "router id 10.9.0.1;\nlog stderr all;\nprotocol device {}\n" + peers);
            return List.of(
                    "/usr/sbin/bird",
                    "-f",
                    "-c",
                    config.toString(),
                    "-s",
                    folder.resolve("ctl").toString());
        }

        private static String peer(SpeakerLayout.Peer peer) {
            return """
            protocol bgp p%s { local 10.9.0.1 as 65000; neighbor %s as %d; passive; %s
              ipv4 { import all; export all; }; }"""
                    .formatted(
                            peer.text().replace('.', '_'),
                            peer.text(),
                            peer.asn(),
                            peer.client() ? "direct; rr client;" : "");
        }
    }

    private record Frr() implements Engine {

        @Override
        public String name() {
            return "frr";
        }

        @Override
        public String missing() {
            return Engines.missing(Path.of("/usr/lib/frr/bgpd"), "frr");
        }

        @Override
        public List<String> prepare(Path folder, SpeakerLayout layout) {
            StringBuilder text = new StringBuilder("log stdout\nrouter bgp 65000\n");
            text.append(" bgp router-id 10.9.0.1\n no bgp ebgp-requires-policy\n");
            for (SpeakerLayout.Peer peer : layout.peers()) {
                String neighbor = " neighbor " + peer.text();
                text.append(neighbor).append(" remote-as ").append(peer.asn()).append('\n');
                text.append(neighbor).append(" passive\n");
                if (peer.client()) {
                    text.append(neighbor).append(" route-reflector-client\n");
                } else {
                    text.append(neighbor).append(" disable-connected-check\n");
                }
            }
            Path config = folder.resolve("bgpd.conf");
            write(config, text.toString());
            // Its privileges' group must be one that exists in a namespace of one user.
            String command =
                    "sed 's/^frrvty:.*/frrvty:x:0:root/' /etc/group >%1$s/group"
                            + " && mount --bind %1$s/group /etc/group && exec /usr/lib/frr/bgpd"
                            + " -Z -f %2$s -u root -g root -i %1$s/pid --vty_socket %1$s -P 0";
            return List.of("sh", "-c", command.formatted(folder, config));
        }
    }

    private record GoBgp() implements Engine {

        @Override
        public String name() {
            return "gobgp";
        }

        @Override
        public int mostPrefixes() {
            return 300_000;
        }

        @Override
        public String missing() {
            return Engines.missing(Path.of("/usr/bin/gobgpd"), "gobgpd");
        }

        @Override
        public List<String> prepare(Path folder, SpeakerLayout layout) {
            StringBuilder text = new StringBuilder();
            text.append("[global.config]\nas = 65000\nrouter-id = \"10.9.0.1\"\n");
            for (SpeakerLayout.Peer peer : layout.peers()) {
                text.append(
                        """
                        [[neighbors]]
                        [neighbors.config]
                        neighbor-address = "%s"
                        peer-as = %d
                        [neighbors.transport.config]
                        passive-mode = true
                        """
                                .formatted(peer.text(), peer.asn()));
                if (peer.client()) {
                    text.append("[neighbors.route-reflector.config]\n");
                    text.append("route-reflector-client = true\n");
                    text.append("route-reflector-cluster-id = \"10.9.0.1\"\n");
                }
            }
            Path config = folder.resolve("gobgpd.toml");
            write(config, text.toString());
            return List.of("/usr/bin/gobgpd", "-t", "toml", "-f", "" + config, "--pprof-disable");
        }
    }
}
