package io.gingham.dataplane.iptables;

import io.gingham.dataplane.BackendChoice;
import io.gingham.dataplane.RuleBackend;
import io.gingham.netlink.IpSets;
import io.gingham.netlink.Sysctl;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpFamily;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The variant of iptables that the node's kubelet uses, else the distribution's.
public final class IptablesChoice implements BackendChoice {

    private static final Logger LOG = LoggerFactory.getLogger(IptablesChoice.class);

    private final ProcessRunner runner;
    private final IpSets ipsets = IpSets.open();
    private IptablesCommands commands;
    private RuleBackend backend;

    /// Looks at the node; in the network namespace of the calling thread.
    public IptablesChoice(ProcessRunner runner) {
        this.runner = runner;
        this.commands = IptablesCommands.detect(runner);
        this.backend = open(commands);
    }

    @Override
    public RuleBackend backend() {
        return backend;
    }

    /// A host may go over to the other variant while the agent runs. Without a trace of the
    /// kubelet's the variant stays.
    @Override
    public void look() {
        IptablesCommands seen = IptablesCommands.detect(runner);
        if (!seen.equals(IptablesCommands.PLAIN) && !seen.equals(commands)) {
            LOG.warn("the kubelet of this node uses {} now, and so do the rules of policy", seen);
            commands = seen;
            backend = open(seen);
        }
    }

    /// A kernel without IPv6 has no rules for it, and no packets.
    @Override
    public List<IpFamily> families() {
        boolean ipv6 = Sysctl.ofLink(IpFamily.IPV6, "all", "forwarding").exists();
        return ipv6 ? List.of(IpFamily.IPV4, IpFamily.IPV6) : List.of(IpFamily.IPV4);
    }

    private RuleBackend open(IptablesCommands variant) {
        return new IptablesBackend(families(), variant, ipsets, runner);
    }

    @Override
    public void close() {
        ipsets.close();
    }
}
