package io.gingham.netlink;

import io.gingham.process.ProcessRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Network namespaces for one test: unique names, all deleted on [#close]. For JVMs in private
/// namespaces (see `build/private-namespaces`), so that nothing can reach the machine's network.
public final class TestNamespaces implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final ProcessRunner RUNNER = new ProcessRunner(Duration.ofSeconds(30));

    private final List<String> names = new ArrayList<>();

    /// `a` becomes `a-4711-1`: unique in this machine's `/run/netns`.
    public static String uniqueName(String base) {
        return base + "-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    }

    /// A new namespace with its loopback down.
    public NetworkNamespace create(String base) {
        String name = uniqueName(base);
        NetworkNamespace created = NetworkNamespace.create(name);
        names.add(name);
        return created;
    }

    /// A new namespace with its loopback up.
    public NetworkNamespace createWithLoopback(String base) {
        NetworkNamespace created = create(base);
        run(created, "ip", "link", "set", "lo", "up");
        return created;
    }

    /// Runs a program inside the namespace; its stdout.
    ///
    /// @throws io.gingham.process.ProcessException if it fails
    public String run(NetworkNamespace inside, String... command) {
        List<String> whole = new ArrayList<>(List.of("nsenter", "--net=" + inside.path()));
        whole.addAll(List.of(command));
        return RUNNER.run(whole).orThrow().stdoutText();
    }

    /// Runs a program where the test JVM itself is.
    public static String runHere(String... command) {
        return RUNNER.run(List.of(command)).orThrow().stdoutText();
    }

    @Override
    public void close() {
        names.forEach(NetworkNamespace::delete);
        names.clear();
    }
}
