package io.gingham.bench.bgp;

import io.gingham.bench.BenchException;
import io.gingham.routers.Bird;
import io.gingham.routers.Frr;
import io.gingham.routers.GoBgp;
import io.gingham.routers.RouterProgram;
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
            case "bird" -> new BirdEngine();
            case "frr" -> new FrrEngine();
            case "gobgp" -> new GoBgpEngine();
            default ->
                    throw new IllegalArgumentException(
                            "no speaker is named '"
                                    + name
                                    + "'; there are wire, gingham, bird, frr and gobgp");
        };
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

    private record BirdEngine() implements Engine {

        @Override
        public String name() {
            return "bird";
        }

        @Override
        public String missing() {
            return RouterProgram.BIRD.missing();
        }

        @Override
        public List<String> prepare(Path folder, SpeakerLayout layout) {
            String peers =
                    layout.peers().stream()
                            .map(BirdEngine::peer)
                            .collect(Collectors.joining("\n", "", "\n"));
            Bird bird = new Bird(BenchNet.SPEAKERS, folder);
            return bird.prepare(bird.head("10.9.0.1") + peers);
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

    private record FrrEngine() implements Engine {

        @Override
        public String name() {
            return "frr";
        }

        @Override
        public String missing() {
            return RouterProgram.FRR.missing();
        }

        @Override
        public List<String> prepare(Path folder, SpeakerLayout layout) {
            StringBuilder text = new StringBuilder(Frr.head(65000, "10.9.0.1"));
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
            String withoutZebra = "--no_zebra";
            return new Frr(BenchNet.SPEAKERS, folder)
                    .prepare(Frr.Daemon.BGPD, text.toString(), withoutZebra);
        }
    }

    private record GoBgpEngine() implements Engine {

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
            return RouterProgram.GOBGP.missing();
        }

        @Override
        public List<String> prepare(Path folder, SpeakerLayout layout) {
            StringBuilder text = new StringBuilder(GoBgp.head(65000, "10.9.0.1"));
            for (SpeakerLayout.Peer peer : layout.peers()) {
                text.append(GoBgp.neighbor(peer.text(), peer.asn()));
                text.append("[neighbors.transport.config]\npassive-mode = true\n");
                if (peer.client()) {
                    text.append("[neighbors.route-reflector.config]\n");
                    text.append("route-reflector-client = true\n");
                    text.append("route-reflector-cluster-id = \"10.9.0.1\"\n");
                }
            }
            return new GoBgp(BenchNet.SPEAKERS, folder).prepare(text.toString());
        }
    }
}
