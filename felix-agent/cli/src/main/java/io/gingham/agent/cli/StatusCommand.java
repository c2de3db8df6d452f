package io.gingham.agent.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.agent.status.AgentStatus;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = "What a running agent knows and has in force.",
        footer = {"", "Example:", "  ./gingham status --json"},
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    @Mixin SocketOption socket = new SocketOption();

    @Option(names = "--json", description = "Print the whole answer as JSON.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        AgentStatus status;
        try {
            status = socket.ask();
        } catch (IOException e) {
            System.err.println("gingham: " + e.getMessage());
            return 1;
        }
        if (json) {
            System.out.println(
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(status));
            return 0;
        }
        System.out.printf(
                "node %s, pid %d, up %d s, %s%n",
                status.node(),
                status.pid(),
                status.uptimeSeconds(),
                status.inSync() ? "in sync" : "not in sync yet");
        status.inForce()
                .forEach(
                        (kind, objects) ->
                                System.out.printf("  in force: %d %s%n", objects.size(), kind));
        status.endpoints()
                .forEach(
                        endpoint ->
                                System.out.printf(
                                        "  pod %-30s %-16s %s%s%n",
                                        endpoint.pod(),
                                        endpoint.interfaceName(),
                                        String.join(", ", endpoint.addresses()),
                                        endpoint.enforced()
                                                ? ""
                                                : "  (no policy in force yet: closed)"));
        BgpCommand.printPeers(status);
        System.out.printf(
                "  written since start: %d rule lines, %d set lines, %d routes%n",
                status.kernel().ruleLines(), status.kernel().setLines(), status.kernel().routes());
        status.problems().forEach(problem -> System.out.println("  problem: " + problem));
        return 0;
    }
}
