package io.gingham.dataplane.iptables;

import io.gingham.process.ProcessException;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpFamily;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Which programs to call: `iptables` (whatever the distribution chose), or one of its two variants
/// by name.
///
/// @param suffix empty, `-nft` or `-legacy`: stands between `iptables` and `-save`
public record IptablesCommands(String suffix) {

    public static final IptablesCommands PLAIN = new IptablesCommands("");
    public static final IptablesCommands NFT = new IptablesCommands("-nft");
    public static final IptablesCommands LEGACY = new IptablesCommands("-legacy");

    /// The kubelet leaves one of these chains in the mangle table of the variant the host uses.
    private static final List<String> KUBELET_CHAINS =
            List.of(":KUBE-IPTABLES-HINT", ":KUBE-KUBELET-CANARY");

    /// The variant that the kubelet of this host uses, else the distribution's.
    public static IptablesCommands detect(ProcessRunner runner) {
        for (IptablesCommands variant : List.of(NFT, LEGACY)) {
            if (hasKubeletChain(variant, runner)) {
                return variant;
            }
        }
        return PLAIN;
    }

    private static boolean hasKubeletChain(IptablesCommands variant, ProcessRunner runner) {
        if (!variant.mayHave("mangle", IpFamily.IPV4)) {
            return false;
        }
        try {
            String saved =
                    runner.run(List.of(variant.save(IpFamily.IPV4), "-t", "mangle")).stdoutText();
            return KUBELET_CHAINS.stream().anyMatch(saved::contains);
        } catch (ProcessException notInstalled) {
            return false;
        }
    }

    /// The variant that writes into the other half of the kernel than this one does; empty if that
    /// can't be told, or is not installed.
    Optional<IptablesCommands> other(ProcessRunner runner) {
        String version = version(runner);
        boolean nft = equals(NFT) || version.contains("(nf_tables)");
        // Versions before 1.8 know the old half only, and don't say so.
        boolean legacy = equals(LEGACY) || (!nft && version.startsWith("iptables v"));
        if (!nft && !legacy) {
            return Optional.empty();
        }
        IptablesCommands other = nft ? LEGACY : NFT;
        return other.version(runner).isEmpty() ? Optional.empty() : Optional.of(other);
    }

    /// `iptables v1.8.9 (nf_tables)`; empty if it can't be run.
    private String version(ProcessRunner runner) {
        try {
            return runner.run(List.of(program(IpFamily.IPV4), "--version")).stdoutText();
        } catch (ProcessException notInstalled) {
            return "";
        }
    }

    /// Asking iptables-legacy for a table makes that table, with a warning from then on; so the
    /// kernel is asked first. Where its answer is for the real root only, the table is asked for.
    boolean mayHave(String table, IpFamily family) {
        if (!equals(LEGACY)) {
            return true;
        }
        String names = family == IpFamily.IPV4 ? "ip_tables_names" : "ip6_tables_names";
        try {
            return Files.readAllLines(Path.of("/proc/net", names)).contains(table);
        } catch (AccessDeniedException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// As people call it.
    @Override
    public String toString() {
        return "iptables" + suffix;
    }

    String save(IpFamily family) {
        return program(family) + "-save";
    }

    String restore(IpFamily family) {
        return program(family) + "-restore";
    }

    private String program(IpFamily family) {
        return (family == IpFamily.IPV4 ? "iptables" : "ip6tables") + suffix;
    }
}
