package io.gingham.agent.cli;

import io.gingham.agent.status.AgentStatus;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "bgp",
        description = "A running agent's BGP sessions and routes.",
        mixinStandardHelpOptions = true)
final class BgpCommand {

    @Command(
            name = "peers",
            description = "The sessions and their state.",
            mixinStandardHelpOptions = true)
    int peers(@Mixin SocketOption socket) {
        return withStatus(socket, BgpCommand::printPeers);
    }

    @Command(
            name = "routes",
            description = "The best route to each prefix.",
            mixinStandardHelpOptions = true)
    int routes(@Mixin SocketOption socket) {
        return withStatus(
                socket,
                status ->
                        status.routes()
                                .forEach(
                                        route ->
                                                System.out.printf(
                                                        "%-20s via %-16s from %-16s AS path %s%n",
                                                        route.prefix(),
                                                        route.nextHop(),
                                                        route.from(),
                                                        route.asPath())));
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

    private static int withStatus(
            SocketOption socket, java.util.function.Consumer<AgentStatus> print) {
        try {
            print.accept(socket.ask());
            return 0;
        } catch (IOException e) {
            System.err.println("gingham: " + e.getMessage());
            return 1;
        }
    }
}
