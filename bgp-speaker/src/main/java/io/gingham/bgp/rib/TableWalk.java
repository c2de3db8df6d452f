package io.gingham.bgp.rib;

import io.gingham.bgp.message.AddressFamily;
import io.gingham.value.IpFamily;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An update group's way over all destinations, by their index, and why it goes it: what is told
/// again though nothing changed. At first there is nowhere to go.
final class TableWalk {

    private int next;
    private int end;

    /// Families that are told again even if nothing changed.
    private final Set<AddressFamily> again = new HashSet<>();

    /// What the members were told by, if it is for another filter.
    private @Nullable ExportPolicy before;

    TableWalk copy() {
        TableWalk copy = new TableWalk();
        copy.next = next;
        copy.end = end;
        copy.again.addAll(again);
        copy.before = before;
        return copy;
    }

    /// Whatever comes out different from what that policy made of it.
    void retell(ExportPolicy old) {
        before = old;
    }

    void retell(AddressFamily family) {
        again.add(family);
    }

    /// @param indexes how many there are
    void restart(int indexes) {
        next = 0;
        end = indexes;
    }

    boolean isOver() {
        return next >= end;
    }

    int next() {
        return next++;
    }

    boolean repeats(IpFamily family) {
        return !again.isEmpty() && again.contains(AddressFamily.unicast(family));
    }

    @Nullable ExportPolicy before() {
        return before;
    }

    /// Why it went is done with.
    void forget() {
        again.clear();
        before = null;
    }
}
