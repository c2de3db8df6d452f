package io.gingham.dataplane.iptables;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The file for one `iptables-restore --noflush`: usually one transaction, several where one would
/// be too large.
///
/// iptables-nft sends a transaction as one netlink message, which must fit into the socket's send
/// buffer. As root it gets the buffer it asks for; in a user namespace it has the default of 208
/// KiB, and a few hundred rules are refused with "Message too long". Each transaction by itself
/// leaves the table safe: a chain is written whole within one, after the chains it leads to; the
/// kernel's own chains are hooked after all of them; what is stale goes last, when nothing leads to
/// it. (A single chain of some hundred rules still needs root.)
final class RestoreFile {

    /// Lines in a transaction. Rules of our kinds take 400 to 900 bytes in a message (measured with
    /// 1.8.9: the comment alone takes some 300).
    private static final int TRANSACTION_LINES = 200;

    private final String table;
    private final List<String> lines = new ArrayList<>();
    private int open;

    private RestoreFile(String table) {
        this.table = table;
    }

    /// @param chains each after those it leads to
    /// @param hookLines changes of the kernel's own chains; kept together
    /// @param stale names of chains to remove
    static List<String> lines(
            String table,
            List<ChainText> chains,
            List<String> hookLines,
            Collection<String> stale) {
        RestoreFile file = new RestoreFile(table);
        for (ChainText chain : chains) {
            List<String> whole = new ArrayList<>();
            whole.add(declaration(chain.name()));
            whole.addAll(chain.lines());
            file.add(whole);
        }
        file.add(hookLines);
        stale.forEach(name -> file.add(List.of(declaration(name))));
        stale.forEach(name -> file.add(List.of("-X " + name)));
        file.commit();
        return List.copyOf(file.lines);
    }

    /// Creates the chain, or empties it.
    private static String declaration(String chain) {
        return ":" + chain + " - [0:0]";
    }

    /// Never parted.
    private void add(List<String> unit) {
        if (open > 0 && open + unit.size() > TRANSACTION_LINES) {
            commit();
        }
        if (open == 0 && !unit.isEmpty()) {
            lines.add("*" + table);
        }
        lines.addAll(unit);
        open += unit.size();
    }

    private void commit() {
        if (open > 0) {
            lines.add("COMMIT");
            open = 0;
        }
    }
}
