package io.gingham.agent.kernel;

import io.gingham.process.ProcessException;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpFamily;
import java.util.List;

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
        try {
            String saved =
                    runner.run(List.of(variant.save(IpFamily.IPV4), "-t", "mangle")).stdoutText();
            return KUBELET_CHAINS.stream().anyMatch(saved::contains);
        } catch (ProcessException notInstalled) {
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
