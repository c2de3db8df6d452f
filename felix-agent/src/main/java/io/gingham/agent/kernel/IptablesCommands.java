package io.gingham.agent.kernel;

import io.gingham.process.ProcessException;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpFamily;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Which programs to call: `iptables` (whatever the distribution chose), or one of its two variants
/// by name.
///
/// @param suffix empty, `-nft` or `-legacy`: stands between `iptables` and `-save`
public record IptablesCommands(String suffix) {

    public static final IptablesCommands PLAIN = new IptablesCommands("");
    public static final IptablesCommands NFT = new IptablesCommands("-nft");
    public static final IptablesCommands LEGACY = new IptablesCommands("-legacy");

    private static final Path LEGACY_TABLES = Path.of("/proc/net/ip_tables_names");

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
        if (variant.equals(LEGACY) && !mayHaveLegacyTables()) {
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

    /// Asking iptables-legacy for a table makes that table, with a warning from then on; so the
    /// kernel is asked first. Where its answer is for the real root only, the table is asked for.
    private static boolean mayHaveLegacyTables() {
        try {
            return Files.readAllLines(LEGACY_TABLES).contains("mangle");
        } catch (AccessDeniedException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
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
