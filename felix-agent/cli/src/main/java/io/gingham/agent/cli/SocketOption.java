package io.gingham.agent.cli;

import io.gingham.agent.status.AgentStatus;
import io.gingham.agent.status.StatusClient;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// Where to ask a running agent.
final class SocketOption {

    @Option(
            names = "--socket",
            defaultValue = "${env:GINGHAM_STATUS_SOCKET:-/run/gingham/agent.sock}",
            description =
                    "The agent's status socket (environment: GINGHAM_STATUS_SOCKET; default: ${DEFAULT-VALUE}).")
    Path socket = Path.of("/run/gingham/agent.sock");

    /// @throws IOException with a sentence that says where no agent answered
    AgentStatus ask() throws IOException {
        try {
            return new StatusClient(socket).status();
        } catch (IOException e) {
            throw new IOException(
                    "no agent answers at "
                            + socket
                            + " ("
                            + e.getMessage()
                            + "); is it running, and is this root?",
                    e);
        }
    }
}
