package io.gingham.agent.cli;

import io.gingham.agent.status.Request;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Whom to ask, and how to show the answer, once or again and again.
final class GlassOptions {

    /// Moves to the corner and clears what is below.
    private static final String CLEAR = "\033[H\033[J";

    @Mixin SocketToAsk socket = new SocketToAsk();

    @Option(names = "--watch", description = "Ask again each second, until interrupted.")
    boolean watch;

    /// @param text shows the answer to a person
    /// @return the exit code
    <T> int show(Request request, Class<T> type, Function<T, String> text) {
        if (!watch) {
            return socket.show(request, type, text);
        }
        try {
            do {
                socket.print(socket.ask(request, type), answer -> CLEAR + text.apply(answer));
            } while (pause());
            return 0;
        } catch (IOException e) {
            System.err.println("gingham: " + e.getMessage());
            return 1;
        }
    }

    private static boolean pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
