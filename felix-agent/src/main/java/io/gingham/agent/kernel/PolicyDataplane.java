package io.gingham.agent.kernel;

import io.gingham.agent.kernel.Receipt.TableWrite;
import io.gingham.agent.rules.FamilyRules;
import io.gingham.agent.rules.KernelSet;
import io.gingham.agent.rules.Rendered;
import io.gingham.agent.rules.RulesRenderer;
import io.gingham.agent.rules.TableRules;
import io.gingham.policy.program.Program;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Policy in the kernel of this node. For one thread at a time.
public final class PolicyDataplane {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyDataplane.class);

    private final DataplaneConfig config;
    private final IpsetApplier sets;
    private final List<IptablesApplier> tables = new ArrayList<>();
    private final List<Rendered> rendered = new ArrayList<>();
    private final OtherVariant otherVariant;
    private boolean otherVariantSeen;
    private Optional<Program> applied = Optional.empty();

    /// What was to be written last.
    private List<FamilyRules> standing = List.of();

    public PolicyDataplane(DataplaneConfig config, ProcessRunner runner) {
        this.config = config;
        this.sets = new IpsetApplier(config.ipset(), config.families(), runner);
        this.otherVariant = new OtherVariant(config.iptables(), config.families(), runner);
        for (IpFamily family : config.families()) {
            rendered.add(new Rendered(family));
            for (String table : FamilyRules.TABLES) {
                tables.add(new IptablesApplier(family, table, config.iptables(), runner));
            }
        }
    }

    /// Brings the kernel to the program. Writes only what differs. The first time, and after
    /// [#resync], what is ours in the variant of iptables that is not in use is removed afterwards.
    ///
    /// @throws DataplaneException if the kernel could not be read, or refused a part; the rest is
    ///   written, and calling again is safe
    public Receipt apply(Program program) {
        applied = Optional.of(program);
        List<FamilyRules> wanted =
                rendered.stream()
                        .map(before -> RulesRenderer.render(program, config.rules(), before))
                        .toList();
        Receipt receipt = write(wanted);
        if (!receipt.isEmpty()) {
            LOG.info("policy in the kernel: {}", receipt);
        }
        if (clearOtherVariant()) {
            // Sets that only those rules held on to can go now.
            write(wanted);
        }
        return receipt;
    }

    /// Reads the kernel anew and repairs what others changed. Before the first [#apply] it does
    /// nothing.
    public Receipt resync() {
        forget();
        return applied.map(this::apply).orElse(Receipt.NOTHING);
    }

    /// What of ours in the kernel is no longer as it was written last, as sentences: rules, and
    /// sets if those are asked for too (reading large ones takes its time). Nothing is written; the
    /// next [#apply] repairs what was found. Empty before the first one.
    ///
    /// @throws DataplaneException if the kernel can't be read
    public List<String> drift(boolean withSets) {
        List<String> found = new ArrayList<>();
        if (standing.isEmpty()) {
            return found;
        }
        for (IptablesApplier table : tables) {
            table.drift(rulesFor(table, standing)).ifPresent(found::add);
        }
        if (withSets) {
            sets.drift(wantedSets(standing)).ifPresent(found::add);
        }
        return found;
    }

    /// Removes all that is ours.
    public Receipt uninstall() {
        forget();
        applied = Optional.empty();
        clearOtherVariant();
        Receipt receipt = write(config.families().stream().map(FamilyRules::none).toList());
        LOG.info("policy removed from the kernel: {}", receipt);
        return receipt;
    }

    /// Once, and again whenever the kernel is read anew.
    ///
    /// @return whether something of ours was there
    private boolean clearOtherVariant() {
        boolean found = !otherVariantSeen && otherVariant.clear();
        otherVariantSeen = true;
        return found;
    }

    private void forget() {
        otherVariantSeen = false;
        sets.forget();
        tables.forEach(IptablesApplier::forget);
    }

    private Receipt write(List<FamilyRules> wanted) {
        List<KernelSet> wantedSets = wantedSets(wanted);
        standing = wanted;
        SetDiff setDiff = sets.add(wantedSets);
        List<TableWrite> written = new ArrayList<>();
        Optional<DataplaneException> refused = writeTables(wanted, written);
        sets.removeMembers(setDiff, wantedSets);
        if (refused.isPresent()) {
            throw refused.get();
        }
        List<String> inUse = sets.destroy(setDiff);
        List<String> destroyed = new ArrayList<>(setDiff.stale());
        destroyed.removeAll(inUse);
        return new Receipt(
                written,
                setDiff.created(),
                destroyed,
                inUse,
                setDiff.additions().size() - setDiff.created().size(),
                setDiff.removals().size());
    }

    private static List<KernelSet> wantedSets(List<FamilyRules> wanted) {
        return wanted.stream().flatMap(rules -> rules.sets().values().stream()).toList();
    }

    /// One table's refusal doesn't keep the others from being written.
    private Optional<DataplaneException> writeTables(
            List<FamilyRules> wanted, List<TableWrite> written) {
        Optional<DataplaneException> first = Optional.empty();
        for (IptablesApplier table : tables) {
            try {
                TableDiff diff = table.apply(rulesFor(table, wanted));
                if (!diff.isEmpty()) {
                    written.add(
                            new TableWrite(
                                    table.family(),
                                    table.table(),
                                    diff.chainsWritten(),
                                    diff.chainsRemoved(),
                                    diff.hooksWritten(),
                                    diff.lines().size()));
                }
            } catch (DataplaneException e) {
                if (first.isPresent()) {
                    first.get().addSuppressed(e);
                } else {
                    first = Optional.of(e);
                }
            }
        }
        return first;
    }

    private static TableRules rulesFor(IptablesApplier applier, List<FamilyRules> wanted) {
        return wanted.stream()
                .filter(rules -> rules.family() == applier.family())
                .flatMap(rules -> rules.tables().stream())
                .filter(rules -> rules.table().equals(applier.table()))
                .findFirst()
                .orElseGet(() -> TableRules.none(applier.table()));
    }
}
