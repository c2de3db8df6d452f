package io.gingham.dataplane.iptables;

import io.gingham.dataplane.DataplaneException;
import io.gingham.dataplane.Receipt.TableWrite;
import io.gingham.dataplane.rules.Stage;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The half of the kernel's rules that the variant of iptables in use does not see. When a host
/// changes its variant, the chains of an agent before the change stay there, work on, and drop
/// every pod that is new. They are taken away once the rules of the variant in use stand: a packet
/// has to pass both halves, so nothing is open in between.
final class OtherVariant {

    private static final Logger LOG = LoggerFactory.getLogger(OtherVariant.class);

    private final IptablesCommands used;
    private final List<IpFamily> families;
    private final ProcessRunner runner;

    /// Which tables could not be read, so that it is said once.
    private List<String> unreadable = List.of();

    OtherVariant(IptablesCommands used, List<IpFamily> families, ProcessRunner runner) {
        this.used = used;
        this.families = List.copyOf(families);
        this.runner = runner;
    }

    /// Reads the other half, and removes what is ours there.
    ///
    /// @return whether there was something
    /// @throws DataplaneException if something of ours is there and can't be removed
    boolean clear() {
        Optional<IptablesCommands> other = used.other(runner);
        if (other.isEmpty()) {
            return false;
        }
        boolean found = false;
        List<String> failed = new ArrayList<>();
        for (IpFamily family : families) {
            for (Stage stage : Stage.values()) {
                found |=
                        clear(
                                new IptablesTable(family, stage, other.get(), runner),
                                other.get(),
                                failed);
            }
        }
        if (!failed.equals(unreadable) && !failed.isEmpty()) {
            LOG.info(
                    "whether {} holds rules of an earlier agent can't be told: {}",
                    other.get(),
                    String.join("; ", failed));
        }
        unreadable = failed;
        return found;
    }

    private boolean clear(IptablesTable table, IptablesCommands other, List<String> failed) {
        try {
            Optional<TableWrite> removed = table.clear();
            removed.ifPresent(
                    diff ->
                            LOG.warn(
                                    "{} held rules of an earlier agent beside those that {} has now, and they are removed: {} {}, {} chains",
                                    other,
                                    used,
                                    table.family(),
                                    TableText.name(table.stage()),
                                    diff.chainsRemoved().size()));
            return removed.isPresent();
        } catch (DataplaneException e) {
            // A kernel, or a container, without that half.
            if (e.step() == DataplaneException.Step.READ_RULES) {
                failed.add(e.getMessage());
                return false;
            }
            throw new DataplaneException(
                    e.step(),
                    "%s holds rules of an earlier agent, which drop every pod made since, and they can't be removed: %s"
                            .formatted(other, e.getMessage()),
                    e);
        }
    }
}
