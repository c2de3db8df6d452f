package io.gingham.agent.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers questions on a unix socket, each connection on a virtual thread.
public final class StatusServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Answers one request; the answer is written as JSON.
    public interface Answerer {

        /// @throws IllegalArgumentException with a sentence for the asker
        Object answer(Request request);
    }

    private final ServerSocketChannel server;
    private final Path socket;
    private final Answerer answerer;

    public StatusServer(Path socket, Answerer answerer) throws IOException {
        this.socket = socket;
        this.answerer = answerer;
        createFolder(
                Objects.requireNonNull(
                        socket.toAbsolutePath().getParent(), "a socket has a folder"));
        Files.deleteIfExists(socket);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        Thread.ofPlatform().daemon().name("status-server").start(this::accept);
    }

    private static void createFolder(Path folder) throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel connection = server.accept();
                Thread.ofVirtual().name("status").start(() -> serve(connection));
            } catch (IOException e) {
                if (server.isOpen()) {
                    LOG.warn(
                            "the status socket {} failed, and goes on: {}", socket, e.getMessage());
                    pause();
                }
            }
        }
    }

    /// Out of file descriptors, most likely: to ask again at once would not help.
    private static void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel connection) {
        try (connection;
                BufferedReader reader =
                        new BufferedReader(
                                Channels.newReader(connection, StandardCharsets.UTF_8))) {
            String line;
            while ((line = reader.readLine()) != null) {
                byte[] answer = JSON.writeValueAsBytes(answer(line));
                java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(answer.length + 1);
                bytes.put(answer).put((byte) '\n').flip();
                while (bytes.hasRemaining()) {
                    connection.write(bytes);
                }
            }
        } catch (IOException e) {
            LOG.debug("a status connection ended: {}", e.getMessage());
        }
    }

    private Object answer(String line) {
        try {
            return answerer.answer(JSON.readValue(line, Request.class));
        } catch (JsonProcessingException e) {
            return Map.of("error", "not a request: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            return Map.of("error", String.valueOf(e.getMessage()));
        }
    }
}
