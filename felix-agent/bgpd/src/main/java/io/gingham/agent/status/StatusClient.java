package io.gingham.agent.status;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Asks a running agent over its socket; one connection a question.
public final class StatusClient {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path socket;

    public StatusClient(Path socket) {
        this.socket = socket;
    }

    /// True if somebody takes connections there.
    public static boolean isAnswered(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /// @throws IOException if no agent answers there
    public AgentStatus status() throws IOException {
        return JSON.treeToValue(ask(new Request.Status()), AgentStatus.class);
    }

    public List<String> explain(Request.Explain flow) throws IOException {
        return JSON.convertValue(ask(flow), new TypeReference<List<String>>() {});
    }

    /// @param type what the request is answered by
    public <T> T ask(Request request, Class<T> type) throws IOException {
        return JSON.treeToValue(ask(request), type);
    }

    private JsonNode ask(Request request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                BufferedReader reader =
                        new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            ByteBuffer line =
                    StandardCharsets.UTF_8.encode(
                            JSON.writerFor(Request.class).writeValueAsString(request) + "\n");
            while (line.hasRemaining()) {
                channel.write(line);
            }
            String answer = reader.readLine();
            if (answer == null) {
                throw new IOException(
                        "the agent at " + socket + " closed the connection without an answer");
            }
            JsonNode node = JSON.readTree(answer);
            if (node.isObject() && node.has("error")) {
                throw new IOException(
                        "the agent at " + socket + " answered: " + node.get("error").asText());
            }
            return node;
        }
    }
}
