package io.gingham.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.agent.status.Request;
import io.gingham.agent.status.StatusClient;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Whom to ask, and in what form to answer.
final class SocketToAsk {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<Path> SOCKETS =
            List.of(Path.of("/run/gingham/agent.sock"), Path.of("/run/gingham/bgp.sock"));

    @Option(
            names = "--socket",
            defaultValue = "${env:GINGHAM_STATUS_SOCKET}",
            description =
                    "Whom to ask: an agent's status socket, or that of 'gingham bgp run' (environment: GINGHAM_STATUS_SOCKET; default: the one of /run/gingham/agent.sock and /run/gingham/bgp.sock that is there).")
    @Nullable Path socket;

    @Option(names = "--json", description = "Answer in JSON, one line.")
    boolean json;

    /// Asks once.
    ///
    /// @param text shows the answer to a person
    /// @return the exit code
    <T> int show(Request request, Class<T> type, Function<T, String> text) {
        try {
            print(ask(request, type), text);
            return 0;
        } catch (IOException e) {
            System.err.println("gingham: " + e.getMessage());
            return 1;
        }
    }

    <T> T ask(Request request, Class<T> type) throws IOException {
        Path asked = where();
        try {
            return new StatusClient(asked).ask(request, type);
        } catch (SocketException e) {
            throw new IOException(
                    "nobody answers at "
                            + asked
                            + " ("
                            + e.getMessage()
                            + "); is an agent or 'gingham bgp run' running, and is this its user?",
                    e);
        }
    }

    <T> void print(T answer, Function<T, String> text) throws JsonProcessingException {
        System.out.print(json ? JSON.writeValueAsString(answer) + "\n" : text.apply(answer));
        System.out.flush();
    }

    private Path where() {
        if (socket != null) {
            return socket;
        }
        return SOCKETS.stream().filter(Files::exists).findFirst().orElse(SOCKETS.getFirst());
    }
}
