package io.gingham.agent.enforce;

import io.gingham.dataplane.BackendChoice;
import io.gingham.dataplane.PolicyDataplane;
import io.gingham.dataplane.Receipt;
import io.gingham.dataplane.RuleBackend;
import io.gingham.dataplane.rules.RulesConfig;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramUpdate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The program's dataplane, made anew when settings change, or the backend does: it reads the
/// kernel then and finds what differs. For the part's thread.
final class Target {

    private final Program program;
    private final BackendChoice backends;

    /// What the program has taken in, and the dataplane has not.
    private final List<ProgramUpdate> untold = new ArrayList<>();

    /// What the dataplane has taken in, and nobody has asked for.
    private final List<ProgramUpdate> applied = new ArrayList<>();

    private @Nullable PolicyDataplane dataplane;
    private @Nullable RuleBackend backend;

    Target(Program program, BackendChoice backends) {
        this.program = program;
        this.backends = backends;
    }

    /// The program has taken these in just now.
    void told(List<ProgramUpdate> updates) {
        untold.addAll(updates);
    }

    /// Brings the kernel to the program.
    ///
    /// @param refresh true to read the kernel anew, and to look which backend the node has
    /// @throws io.gingham.dataplane.DataplaneException what could not be written; calling again is
    ///   safe
    Receipt apply(RulesConfig settings, boolean refresh) {
        if (refresh) {
            backends.look();
        }
        PolicyDataplane current = current(settings);
        List<ProgramUpdate> updates = List.copyOf(untold);
        untold.clear();
        applied.addAll(updates);
        Receipt receipt = current.apply(updates);
        return refresh ? receipt.and(current.resync()) : receipt;
    }

    /// What has been brought into the kernel since the last call.
    List<ProgramUpdate> takeApplied() {
        List<ProgramUpdate> taken = List.copyOf(applied);
        applied.clear();
        return taken;
    }

    private PolicyDataplane current(RulesConfig settings) {
        RuleBackend used = backends.backend();
        PolicyDataplane current = dataplane;
        if (current == null || used != backend || !current.takes(settings)) {
            current = new PolicyDataplane(program, settings, backends.families(), used);
            dataplane = current;
            backend = used;
        }
        return current;
    }

    /// Ends what the last [#apply] could not end at once, and what nobody waits for.
    void tidy() {
        if (dataplane != null) {
            dataplane.tidy();
        }
    }

    /// What of the rules in the kernel is no longer as it was written, as sentences; the next
    /// [#apply] repairs what was found.
    List<String> drift(boolean withSets) {
        return dataplane == null ? List.of() : dataplane.drift(withSets);
    }
}
