package io.gingham.dataplane;

import io.gingham.dataplane.rules.RulesConfig;
import io.gingham.dataplane.rules.Wanted;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramUpdate;
import io.gingham.value.IpFamily;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A program in the kernel of this node. For one thread, the program's.
public final class PolicyDataplane {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyDataplane.class);

    private final Program program;
    private RulesConfig config;
    private final List<IpFamily> families;
    private final RuleBackend backend;

    /// Null before the first time, and when an update could not be taken in.
    private @Nullable Wanted wanted;

    /// @param families those that have rules on this node
    public PolicyDataplane(
            Program program,
            RulesConfig config,
            Collection<IpFamily> families,
            RuleBackend backend) {
        this.program = program;
        this.config = config;
        this.families = List.copyOf(families);
        this.backend = backend;
    }

    /// Other settings from the next [#apply] on, if they ask for the same rules.
    ///
    /// @return false if they don't: then all must be made anew
    public boolean takes(RulesConfig other) {
        boolean same = config.hasRulesOf(other);
        if (same) {
            config = other;
        }
        return same;
    }

    /// Brings the kernel to the program.
    ///
    /// @param updates that the program has taken in since the last call, each once; those from
    ///   before the first call are not needed
    /// @throws DataplaneException as [RuleBackend#apply]; the updates have been taken in
    /// @throws IllegalArgumentException if an interface lacks the workload prefix
    public Receipt apply(List<ProgramUpdate> updates) {
        Wanted before = wanted;
        // If taking them in fails, the next time begins with the whole program.
        wanted = null;
        Receipt receipt;
        if (before == null) {
            Wanted all = new Wanted(program, config, families);
            wanted = all;
            receipt = backend.resync(all);
        } else {
            var changes = before.apply(updates).and(before.tunnelNodes(config.tunnels().nodes()));
            wanted = before;
            receipt = backend.apply(before, changes);
        }
        if (!receipt.isOfMembersAlone()) {
            LOG.info("policy in the kernel: {}", receipt);
        } else if (!receipt.isEmpty()) {
            // Pods come and go all the time.
            LOG.debug("policy in the kernel: {}", receipt);
        }
        return receipt;
    }

    /// Reads the kernel anew and repairs what others changed. Before the first [#apply] it does
    /// nothing.
    public Receipt resync() {
        Wanted all = wanted;
        if (all == null) {
            return Receipt.NOTHING;
        }
        Receipt receipt = backend.resync(all);
        if (!receipt.isEmpty()) {
            LOG.info("policy in the kernel, repaired: {}", receipt);
        }
        return receipt;
    }

    /// Ends what the last [#apply] could not end at once, and what nobody waits for.
    public void tidy() {
        backend.tidy();
    }

    /// What of ours in the kernel is no longer as it was written last, as sentences; see
    /// [RuleBackend#drift]. Empty before the first [#apply].
    public List<String> drift(boolean withSets) {
        Wanted all = wanted;
        return all == null ? List.of() : backend.drift(all, withSets);
    }
}
