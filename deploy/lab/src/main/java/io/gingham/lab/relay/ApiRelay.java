package io.gingham.lab.relay;

import io.gingham.lab.LabException;
import io.gingham.lab.fabric.Addresses;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// `ApiRelay FOLDER`: the end outside the lab. It writes `FOLDER/kubeconfig` for the lab, accepts
/// on `FOLDER/api.sock`, and joins each connection with the API server that `KUBECONFIG` names. It
/// ends, and removes both files and the folder, when its standard input does.
public final class ApiRelay {

    static final String KUBECONFIG = "kubeconfig";
    static final String SOCKET = "api.sock";

    private ApiRelay() {}

    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.err.println("usage: ApiRelay FOLDER");
            System.exit(2);
        }
        Path folder = Path.of(arguments[0]);
        try {
            GivenCluster cluster = GivenCluster.read(givenKubeconfig(System.getenv("KUBECONFIG")));
            open(folder, cluster);
            while (System.in.read() >= 0) {
                // Only the end of the input counts.
            }
            for (String name : new String[] {SOCKET, KUBECONFIG, "log", ""}) {
                Files.deleteIfExists(folder.resolve(name));
            }
            System.exit(0);
        } catch (LabException | IOException e) {
            System.err.println("lab: " + e.getMessage());
            System.exit(1);
        }
    }

    /// kubectl would merge several files; a lab needs one.
    static Path givenKubeconfig(@org.jspecify.annotations.Nullable String variable) {
        if (variable == null || variable.isBlank()) {
            throw new LabException("KUBECONFIG is not set");
        }
        if (variable.contains(File.pathSeparator)) {
            throw new LabException(
                    "KUBECONFIG names several files ("
                            + variable
                            + "); give the lab one, for instance with: kubectl config view --flatten --minify");
        }
        return Path.of(variable);
    }

    /// Starts to accept; virtual threads do the rest.
    static ServerSocketChannel open(Path folder, GivenCluster cluster) throws IOException {
        try {
            SocketChannel.open(address(cluster)).close();
        } catch (IOException | java.nio.channels.UnresolvedAddressException e) {
            throw new LabException(
                    "the API server "
                            + cluster.server()
                            + " (from KUBECONFIG) can't be reached: "
                            + e
                            + "; unset KUBECONFIG to use the lab's own");
        }
        Path kubeconfig =
                Files.createFile(
                        folder.resolve(KUBECONFIG),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                kubeconfig,
                cluster.kubeconfigThrough(Addresses.API_SERVER + ":" + Addresses.API_PORT));
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(folder.resolve(SOCKET)));
        Thread.ofPlatform().daemon().name("api-relay").start(() -> accept(server, cluster));
        return server;
    }

    private static void accept(ServerSocketChannel server, GivenCluster cluster) {
        while (server.isOpen()) {
            try {
                SocketChannel inside = server.accept();
                Thread.startVirtualThread(() -> join(inside, cluster));
            } catch (IOException e) {
                if (server.isOpen()) {
                    System.err.println("lab: the relay could not accept: " + e.getMessage());
                }
            }
        }
    }

    private static void join(SocketChannel inside, GivenCluster cluster) {
        try {
            Pipe.join(inside, SocketChannel.open(address(cluster)));
        } catch (IOException | java.nio.channels.UnresolvedAddressException e) {
            // The client inside sees its connection end, as it would without us.
            Pipe.close(inside);
        }
    }

    /// Looked up each time: the server may move.
    private static InetSocketAddress address(GivenCluster cluster) {
        return new InetSocketAddress(cluster.host(), cluster.port());
    }
}
