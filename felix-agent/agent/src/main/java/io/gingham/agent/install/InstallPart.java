package io.gingham.agent.install;

import io.gingham.agent.part.Health;
import io.gingham.agent.part.Part;
import io.gingham.agent.part.Problem;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The node's CNI files. They are put in place when an ADD would succeed as far as all else is
/// concerned.
public final class InstallPart implements Part {

    public static final String NAME = "install";

    /// How often the installed files are looked at.
    private static final Duration CHECK = Duration.ofSeconds(90);

    private final CniInstaller installer;
    private final BooleanSupplier mayInstall;
    private final Supplier<List<IpPrefix>> podCidrs;

    /// @param mayInstall whether policy is in the kernel
    /// @param podCidrs of this node
    public InstallPart(
            CniInstaller installer, BooleanSupplier mayInstall, Supplier<List<IpPrefix>> podCidrs) {
        this.installer = installer;
        this.mayInstall = mayInstall;
        this.podCidrs = podCidrs;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration refreshInterval() {
        return CHECK;
    }

    @Override
    public void run(boolean refresh) {
        if (mayInstall.getAsBoolean()) {
            installer.install(podCidrs.get());
        }
    }

    @Override
    public Health health(String failure) {
        List<Problem> problems = new ArrayList<>();
        if (!failure.isEmpty()) {
            problems.add(Problem.failed(NAME, failure));
        }
        installer
                .problems()
                .forEach(problem -> problems.add(Problem.warning("other-network", "", problem)));
        return installer.isInstalled()
                ? Health.of(problems)
                : Health.obstacle("the CNI configuration is not installed: " + failure, problems);
    }
}
