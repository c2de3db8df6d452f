package io.gingham.agent.cli;

import io.gingham.agent.glass.ExplainAnswer;
import io.gingham.agent.glass.GlassText;
import io.gingham.agent.glass.PeersAnswer;
import io.gingham.agent.glass.RoutesAnswer;
import io.gingham.agent.status.AgentStatus;
import io.gingham.agent.status.Request;
import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.CodecContext.Direction;
import io.gingham.bgp.decode.DecodeException;
import io.gingham.bgp.decode.DecodeLines;
import io.gingham.bgp.decode.DecodeText;
import io.gingham.bgp.message.AddressFamily;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "bgp",
        description =
                "BGP: a running agent's or daemon's sessions and routes, a daemon of its own, messages taken apart.",
        subcommands = {
            BgpRunCommand.class,
            BgpFilterCommand.class,
            PeerCommands.Shutdown.class,
            PeerCommands.Enable.class,
            PeerCommands.Reset.class,
            PeerCommands.Refresh.class
        },
        footer = {
            "",
            "Examples:",
            "  ./gingham bgp peers",
            "  ./gingham bgp run --config router.yaml"
        },
        mixinStandardHelpOptions = true)
final class BgpCommand {

    @Command(
            name = "peers",
            description = "The sessions and their state.",
            footer = {"", "Example:", "  ./gingham bgp peers --watch"},
            mixinStandardHelpOptions = true)
    int peers(@Mixin GlassOptions options) {
        return options.show(new Request.BgpPeers(), PeersAnswer.class, GlassText::of);
    }

    @Command(
            name = "routes",
            description = {
                "Routes: all usable ones, with * the best to each prefix and S those of a peer that restarts.",
                "PREFIX: it and those inside it; an ADDRESS: those that contain it."
            },
            footer = {"", "Example:", "  ./gingham bgp routes --in tor1 192.0.2.0/24"},
            mixinStandardHelpOptions = true)
    int routes(
            @Mixin GlassOptions options,
            @ArgGroup @Nullable RoutesView view,
            @Option(
                            names = "--limit",
                            defaultValue = "1000",
                            description = "The most routes to show (default: ${DEFAULT-VALUE}).")
                    int limit,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "PREFIX",
                            description = "A prefix or an address (default: all).")
                    @Nullable String prefix) {
        return options.show(
                (view == null ? new RoutesView() : view)
                        .request(Objects.requireNonNullElse(prefix, ""), limit),
                RoutesAnswer.class,
                GlassText::of);
    }

    /// One of them.
    static final class RoutesView {
        @Option(
                names = "--in",
                paramLabel = "PEER",
                description = "What that peer sent, before any filter.")
        @Nullable String in;

        @Option(names = "--out", paramLabel = "PEER", description = "What that peer was told.")
        @Nullable String out;

        @Option(names = "--best", description = "The best route to each prefix only.")
        boolean best;

        Request request(String prefix, int limit) {
            String view = in != null ? "in" : out != null ? "out" : best ? "best" : "all";
            String peer = in != null ? in : Objects.requireNonNullElse(out, "");
            return new Request.BgpRoutes(view, peer, prefix, limit);
        }
    }

    @Command(
            name = "explain",
            description =
                    "Why a path to a prefix won, and by what each other one lost; with --to, why a peer is told or not.",
            footer = {"", "Example:", "  ./gingham bgp explain 192.0.2.0/24 --to tor1"},
            mixinStandardHelpOptions = true)
    int explain(
            @Mixin GlassOptions options,
            @Parameters(
                            paramLabel = "PREFIX",
                            description = "A prefix, or an address: the longest that has it.")
                    String prefix,
            @Option(
                            names = "--to",
                            paramLabel = "PEER",
                            description =
                                    "Why that peer is told the routes, or is not: split horizon, filters, communities, next hops.")
                    @Nullable String to) {
        return options.show(
                new Request.BgpExplain(prefix, Objects.requireNonNullElse(to, "")),
                ExplainAnswer.class,
                GlassText::of);
    }

    @Command(
            name = "decode",
            description = {
                "BGP messages taken apart, with what the RFCs say of each error.",
                "With --json --stdin: one JSON object a line in, {\"layer\": \"message\", \"hex\": \"ff…\","
                        + " \"context\": {\"as4\": true}}, and one a line out, {\"outcome\": …, \"code\": …,"
                        + " \"subcode\": …, \"decoded\": {…}}."
            },
            footer = {
                "",
                "Example:",
                "  ./gingham bgp decode ffffffffffffffffffffffffffffffff001304"
            },
            mixinStandardHelpOptions = true)
    int decode(
            @Parameters(
                            arity = "0..*",
                            paramLabel = "HEX",
                            description = "Messages from the marker on; blanks don't matter.")
                    List<String> hex,
            @Option(names = "--as2", description = "AS numbers have two octets, not four.")
                    boolean twoOctets,
            @Option(names = "--ebgp", description = "The peer is in another AS.") boolean external,
            @Option(names = "--add-path", description = "Prefixes have path identifiers.")
                    boolean addPath,
            @Option(names = "--json", description = "Answer in JSON; only with --stdin.")
                    boolean json,
            @Option(names = "--stdin", description = "Read requests from the standard input.")
                    boolean stdin)
            throws IOException {
        boolean lines = json && stdin && hex == null;
        if (!lines && (json || stdin || hex == null)) {
            System.err.println("gingham: give either HEX or --json --stdin (see --help)");
            return 2;
        }
        return lines ? decodeLines() : decodeText(hex, context(twoOctets, external, addPath));
    }

    private static CodecContext context(boolean twoOctets, boolean external, boolean addPath) {
        Set<AddressFamily> families =
                addPath ? Set.of(AddressFamily.IPV4_UNICAST, AddressFamily.IPV6_UNICAST) : Set.of();
        Direction in = new Direction(false, families);
        return new CodecContext(!twoOctets, external, false).with(in, in);
    }

    private static int decodeText(List<String> hex, CodecContext context) {
        try {
            System.out.print(DecodeText.of(String.join("", hex), context));
            return 0;
        } catch (DecodeException e) {
            System.err.println("gingham: " + e.getMessage());
            return 2;
        }
    }

    /// Each answer is out before the next line is read: another program may wait for it.
    private static int decodeLines() throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(DecodeLines.answer(line));
        }
        return 0;
    }

    static void printPeers(AgentStatus status) {
        status.peers()
                .forEach(
                        peer ->
                                System.out.printf(
                                        "  peer %-20s %-16s AS %-10d %-12s %6d s  in %d out %d%s%n",
                                        peer.name(),
                                        peer.address(),
                                        peer.asNumber(),
                                        peer.state(),
                                        peer.uptimeSeconds(),
                                        peer.prefixesIn(),
                                        peer.prefixesOut(),
                                        peer.lastError().isEmpty()
                                                ? ""
                                                : "  last: " + peer.lastError()));
    }
}
