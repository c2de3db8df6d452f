package io.gingham.agent.bgpd;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.speaker.SpeakerConfig;
import io.gingham.value.IpPrefix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What `gingham bgp run` does, as its file says.
///
/// @param routes announced as our own, with what is set of their attributes
/// @param socket where the looking glass answers
/// @param metrics where Prometheus asks
/// @param onStop what peers are told at the end
/// @param stateFile there while this daemon's peers keep its routes; a start that finds it is a
///   restart (RFC 4724)
public record DaemonConfig(
        SpeakerConfig speaker,
        Map<IpPrefix, PathAttributes> routes,
        Path socket,
        Optional<Listen> metrics,
        OnStop onStop,
        Optional<Path> stateFile,
        Optional<KernelExport> kernelExport,
        Optional<KernelImport> kernelImport) {

    public static final Path DEFAULT_SOCKET = Path.of("/run/gingham/bgp.sock");

    public DaemonConfig {
        routes = Map.copyOf(routes);
    }

    /// What is allowed and probably not meant, as sentences.
    public List<String> warnings() {
        return ConfigWarnings.of(speaker);
    }

    public DaemonConfig withPlaces(Path newSocket, Optional<Listen> newMetrics) {
        return new DaemonConfig(
                speaker,
                routes,
                newSocket,
                newMetrics,
                onStop,
                stateFile,
                kernelExport,
                kernelImport);
    }

    /// @param port 0..65535; 0: any free one
    public record Listen(String host, int port) {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    public enum OnStop {
        /// Cease/Administrative Shutdown: they drop our routes at once.
        SHUTDOWN,
        /// No word: they keep our routes for the restart time (RFC 4724).
        RESTART
    }

    /// Best paths to the kernel.
    ///
    /// @param table 254 is main
    /// @param protocol 1..255, `proto` in `ip route`; all routes of that number there are ours
    /// @param metric 0..4294967295; for IPv6 the kernel makes 1024 of 0
    /// @param filter which of them; it changes nothing
    public record KernelExport(int table, int protocol, int metric, RouteFilter filter) {
        /// Free in iproute2's rt_protos; the agent has 71.
        public static final int DEFAULT_PROTOCOL = 72;
    }

    /// Routes of the kernel, announced.
    ///
    /// @param protocols those of these only
    /// @param interval between looks
    public record KernelImport(
            int table, Set<Integer> protocols, Duration interval, RouteFilter filter) {
        public KernelImport {
            protocols = Set.copyOf(protocols);
        }
    }
}
