package io.gingham.lab.cli;

import io.gingham.lab.cluster.LabException;
import io.gingham.lab.fabric.Addresses;

/// What several commands check.
final class LabCommands {

    private LabCommands() {}

    static void checkNodes(int nodes) {
        if (nodes < 1 || nodes > Addresses.MAX_NODES) {
            throw new LabException("--nodes " + nodes + " is not in 1.." + Addresses.MAX_NODES);
        }
    }
}
