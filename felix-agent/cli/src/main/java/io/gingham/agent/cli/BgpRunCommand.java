package io.gingham.agent.cli;

import io.gingham.agent.bgpd.BgpDaemon;
import io.gingham.agent.bgpd.ConfigReader;
import io.gingham.agent.bgpd.DaemonConfig;
import io.gingham.agent.bgpd.DaemonConfig.Listen;
import io.gingham.agent.bgpd.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sun.misc.Signal;

@Command(
        name = "run",
        description = {
            "A BGP speaker of its own: a route server, a reflector, a lab's router.",
            "SIGHUP, or a change of the file, reconfigures it; SIGTERM ends it as 'onStop' says."
        },
        footer = {"", "Example:", "  ./gingham bgp run --config router.yaml --check"},
        mixinStandardHelpOptions = true)
final class BgpRunCommand implements Callable<Integer> {

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "What to do, in YAML (docs/reference/bgp-run.md).")
    Path file = Path.of("");

    @Option(
            names = "--socket",
            description =
                    "Where the looking glass answers (default: 'socket' in the file, else /run/gingham/bgp.sock).")
    @Nullable Path socket;

    @Option(
            names = "--metrics",
            paramLabel = "ADDRESS:PORT",
            description =
                    "Answer Prometheus there, under /metrics (default: 'metrics' in the file, else nowhere).")
    @Nullable String metrics;

    @Option(
            names = "--check",
            description = "Only read the file: 0 if it can be used, 2 with the reason if not.")
    boolean check;

    @Override
    public Integer call() throws IOException, InterruptedException {
        DaemonConfig config;
        try {
            config = ConfigReader.read(file);
            withOptions(config);
        } catch (ConfigException e) {
            System.err.println("gingham: " + e.getMessage());
            return 2;
        }
        if (check) {
            config.warnings().forEach(System.out::println);
            System.out.println(file + ": no errors, peers: " + config.speaker().peers().size());
            return 0;
        }
        BgpDaemon daemon = new BgpDaemon(file, config, this::withOptions);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("shutdown")
                                .unstarted(
                                        () -> {
                                            daemon.close();
                                            stopped.countDown();
                                        }));
        Signal.handle(new Signal("HUP"), signal -> daemon.reload());
        // Somebody who asked for it to end is told that it has, by 0 and not by the signal's
        // number.
        Signal.handle(new Signal("TERM"), signal -> end());
        Signal.handle(new Signal("INT"), signal -> end());
        stopped.await();
        return 0;
    }

    private static void end() {
        Thread.ofPlatform().name("end").start(() -> System.exit(0));
    }

    private DaemonConfig withOptions(DaemonConfig config) {
        Optional<Listen> given =
                Optional.ofNullable(metrics)
                        .map(
                                text -> {
                                    try {
                                        return ConfigReader.hostAndPort(text);
                                    } catch (IllegalArgumentException e) {
                                        throw new IllegalArgumentException(
                                                "--metrics: " + e.getMessage(), e);
                                    }
                                });
        return config.withPlaces(
                Optional.ofNullable(socket).orElse(config.socket()), given.or(config::metrics));
    }
}
