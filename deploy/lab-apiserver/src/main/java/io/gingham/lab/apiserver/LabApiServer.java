package io.gingham.lab.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/// `LabApiServer ADDRESS PORT LOGS DEFINITIONS...`: serves until its standard input ends, which is
/// when the process that started it is gone. LOGS is the folder with the pods' logs, DEFINITIONS
/// are files and folders of CustomResourceDefinitions.
public final class LabApiServer implements AutoCloseable {

    /// Connections that may wait in the kernel.
    private static final int BACKLOG = 256;

    private final HttpServer server;
    private final Controllers controllers;

    private LabApiServer(HttpServer server, Controllers controllers) {
        this.server = server;
        this.controllers = controllers;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 3) {
            System.err.println("usage: LabApiServer ADDRESS PORT LOGS DEFINITIONS...");
            System.exit(2);
        }
        // An answer is not to wait for the client's acknowledgement of its head; and a connection
        // that waits for its next request is the client's to close.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.idleInterval", "100000");
        List<Path> definitions = Arrays.stream(arguments).skip(3).map(Path::of).toList();
        LabApiServer started =
                start(
                        new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])),
                        Path.of(arguments[2]),
                        definitions);
        System.out.println("lab API server on http://" + arguments[0] + ":" + started.port());
        while (System.in.read() >= 0) {
            // Only the end of the input counts.
        }
        System.exit(0);
    }

    /// @param definitions files and folders of CustomResourceDefinitions
    static LabApiServer start(InetSocketAddress address, Path logs, List<Path> definitions)
            throws IOException {
        Resources resources = new Resources(new Store(), new Kinds());
        for (String namespace :
                List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
            ObjectNode object = Json.object();
            Json.child(object, "metadata").put("name", namespace);
            resources.create(
                    resources.kinds().kind("", "Namespace"), "", object, Resources.Mode.OWN);
        }
        for (ObjectNode definition : read(definitions)) {
            resources.create(
                    resources.kinds().kind("apiextensions.k8s.io", "CustomResourceDefinition"),
                    "",
                    definition,
                    Resources.Mode.OWN);
        }
        HttpServer server = HttpServer.create(address, BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", new ApiHandler(resources, new PodLogs(logs, resources)));
        Controllers controllers = new Controllers(resources);
        controllers.start();
        server.start();
        return new LabApiServer(server, controllers);
    }

    private static List<ObjectNode> read(List<Path> definitions) throws IOException {
        List<ObjectNode> found = new ArrayList<>();
        try (InputStream own =
                LabApiServer.class.getResourceAsStream("admin-network-policies.yaml")) {
            found.addAll(definitions(new String(own.readAllBytes(), StandardCharsets.UTF_8)));
        }
        for (Path path : definitions) {
            for (Path file : files(path)) {
                found.addAll(definitions(Files.readString(file)));
            }
        }
        return found;
    }

    private static List<ObjectNode> definitions(String text) {
        return Yaml.read(text).stream()
                .filter(object -> Json.text(object, "kind").equals("CustomResourceDefinition"))
                .map(ApiHandler::objectOf)
                .toList();
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.toString().matches(".*\\.ya?ml")).sorted().toList();
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        controllers.close();
        server.stop(0);
    }
}
