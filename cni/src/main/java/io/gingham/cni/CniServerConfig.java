package io.gingham.cni;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntSupplier;

/// @param socket the unix socket the launcher connects to; its folder is made, mode 0700
/// @param stateDir holds one file for each endpoint
/// @param defaultMtu of pod interfaces where the network configuration has none, in bytes,
///   68..65535; asked at each ADD, on its thread
/// @param gateLimit how long an ADD waits for its pod's policy; below the runtime's own limit
/// @param ipamLimit how long an IPAM plugin may run
/// @param workers ADDs at a time, and as many other requests, 1..1024; as many again may wait four
///   times over. ADDs that wait for their policy don't count
/// @param look how often what is recorded is compared with what runs
public record CniServerConfig(
        Path socket,
        Path stateDir,
        IntSupplier defaultMtu,
        Duration gateLimit,
        Duration ipamLimit,
        int workers,
        Duration look) {

    public static final Path DEFAULT_SOCKET = Path.of("/run/gingham/cni.sock");
    public static final Path DEFAULT_STATE_DIR = Path.of("/var/lib/gingham/endpoints");

    public CniServerConfig {
        if (workers < 1 || workers > 1024) {
            throw new IllegalArgumentException("workers " + workers + " is not in 1..1024");
        }
    }

    public static CniServerConfig defaults() {
        return new CniServerConfig(
                DEFAULT_SOCKET,
                DEFAULT_STATE_DIR,
                () -> 1500,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                64,
                Duration.ofSeconds(30));
    }

    public CniServerConfig withSocket(Path path) {
        return new CniServerConfig(path, stateDir, defaultMtu, gateLimit, ipamLimit, workers, look);
    }

    public CniServerConfig withStateDir(Path path) {
        return new CniServerConfig(socket, path, defaultMtu, gateLimit, ipamLimit, workers, look);
    }

    public CniServerConfig withDefaultMtu(IntSupplier mtu) {
        return new CniServerConfig(socket, stateDir, mtu, gateLimit, ipamLimit, workers, look);
    }

    public CniServerConfig withGateLimit(Duration limit) {
        return new CniServerConfig(socket, stateDir, defaultMtu, limit, ipamLimit, workers, look);
    }

    public CniServerConfig withIpamLimit(Duration limit) {
        return new CniServerConfig(socket, stateDir, defaultMtu, gateLimit, limit, workers, look);
    }

    public CniServerConfig withLook(Duration interval) {
        return new CniServerConfig(
                socket, stateDir, defaultMtu, gateLimit, ipamLimit, workers, interval);
    }

    /// Where the launcher leaves the DELs that no agent answered; it appends the same to the
    /// socket's name.
    public Path deletions() {
        return socket.resolveSibling(socket.getFileName() + ".deletions");
    }
}
