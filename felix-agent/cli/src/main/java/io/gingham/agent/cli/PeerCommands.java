package io.gingham.agent.cli;

import io.gingham.agent.glass.Done;
import io.gingham.agent.glass.PeerAction;
import io.gingham.agent.status.Request.BgpControl;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// What an operator does with a peer of a running agent or daemon.
final class PeerCommands {

    private PeerCommands() {}

    /// The arguments that all have.
    static final class Target {
        @Mixin SocketToAsk options = new SocketToAsk();

        @Parameters(
                index = "0",
                paramLabel = "PEER",
                description = "Its name or address, as 'gingham bgp peers' shows them.")
        String peer = "";

        int carryOut(PeerAction action, @Nullable List<String> text) {
            String said = text == null ? "" : String.join(" ", text);
            return options.show(
                    new BgpControl(action, peer, said), Done.class, done -> done.done() + "\n");
        }
    }

    @Command(
            name = "shutdown",
            description =
                    "Ends a peer's session (Cease/Administrative Shutdown) and lets none up until 'enable', also over a new configuration; a restart of the speaker forgets it.",
            footer = {"", "Example:", "  ./gingham bgp shutdown tor1 a new line card"},
            mixinStandardHelpOptions = true)
    static final class Shutdown implements Callable<Integer> {
        @Mixin Target target = new Target();

        @Parameters(
                index = "1..*",
                paramLabel = "TEXT",
                description = "Told to the peer's operator (RFC 9003), at most 255 octets.")
        @Nullable List<String> text;

        @Override
        public Integer call() {
            return target.carryOut(PeerAction.SHUTDOWN, text);
        }
    }

    @Command(
            name = "enable",
            description = "Lets a peer up again that was shut down.",
            footer = {"", "Example:", "  ./gingham bgp enable tor1"},
            mixinStandardHelpOptions = true)
    static final class Enable implements Callable<Integer> {
        @Mixin Target target = new Target();

        @Override
        public Integer call() {
            return target.carryOut(PeerAction.ENABLE, null);
        }
    }

    @Command(
            name = "reset",
            description = "Ends a peer's session (Cease/Administrative Reset) for a new one.",
            footer = {"", "Example:", "  ./gingham bgp reset tor1"},
            mixinStandardHelpOptions = true)
    static final class Reset implements Callable<Integer> {
        @Mixin Target target = new Target();

        @Parameters(
                index = "1..*",
                paramLabel = "TEXT",
                description = "Told to the peer's operator (RFC 9003), at most 255 octets.")
        @Nullable List<String> text;

        @Override
        public Integer call() {
            return target.carryOut(PeerAction.RESET, text);
        }
    }

    @Command(
            name = "refresh",
            description =
                    "Routes again without a new session: the peer's (in), ours (out), or both.",
            footer = {"", "Example:", "  ./gingham bgp refresh tor1 in"},
            mixinStandardHelpOptions = true)
    static final class Refresh implements Callable<Integer> {
        private static final Set<String> DIRECTIONS = Set.of("in", "out", "both");

        @Mixin Target target = new Target();

        @Parameters(
                index = "1",
                arity = "0..1",
                defaultValue = "both",
                paramLabel = "in|out|both",
                description =
                        "in: the peer is asked for its routes (RFC 2918); out: it is told ours again (default: ${DEFAULT-VALUE}).")
        String direction = "both";

        @Override
        public Integer call() {
            if (!DIRECTIONS.contains(direction)) {
                System.err.println(
                        "gingham: '" + direction + "' is no direction; expected in, out or both");
                return 2;
            }
            int in = direction.equals("out") ? 0 : target.carryOut(PeerAction.REFRESH_IN, null);
            return in != 0 || direction.equals("in")
                    ? in
                    : target.carryOut(PeerAction.REFRESH_OUT, null);
        }
    }
}
