package io.gingham.dataplane;

import io.gingham.dataplane.rules.Changes;
import io.gingham.dataplane.rules.Wanted;
import java.util.List;

/// What brings rules and sets into the kernel. It remembers what it wrote; what is in the kernel is
/// read when that is not known: the first time, after a failed write, and when it is asked to. For
/// one thread at a time.
///
/// Foreign rules, chains and sets are never written.
public interface RuleBackend {

    /// Writes what has changed. If what is in the kernel is not known, as [#resync].
    ///
    /// @param wanted with the changes
    /// @param changes since the last call
    /// @throws DataplaneException if the kernel could not be read, or refused a part; the rest is
    ///   written, and calling again, with [Changes#NONE] or further changes, is safe
    Receipt apply(Wanted wanted, Changes changes);

    /// Reads the kernel anew, and writes what differs.
    ///
    /// @throws DataplaneException as [#apply]
    Receipt resync(Wanted wanted);

    /// What in the kernel is not as wanted, as sentences: rules, and sets if those are asked for
    /// too (reading large ones takes its time). Nothing is written; the next [#apply] repairs what
    /// was found.
    ///
    /// @throws DataplaneException if the kernel can't be read
    List<String> drift(Wanted wanted, boolean withSets);

    /// Destroys sets that no rule asks any more and that were still in use when the last receipt
    /// was written ([Receipt#setsInUse]). May wait half a second.
    ///
    /// @return the names of those that are still in use: some rule, not ours, refers to them
    /// @throws DataplaneException as [#apply]
    List<String> tidy();

    /// Takes away all that is ours, whoever wrote it.
    ///
    /// @throws DataplaneException as [#apply]
    Receipt remove();
}
