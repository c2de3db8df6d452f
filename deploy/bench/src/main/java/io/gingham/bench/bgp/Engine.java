package io.gingham.bench.bgp;

import java.nio.file.Path;
import java.util.List;

/// A BGP speaker under test.
interface Engine {

    String name();

    /// More than this many prefixes it isn't asked to take, for it would last minutes.
    default int mostPrefixes() {
        return Integer.MAX_VALUE;
    }

    /// Whether it is there; if not, what to install.
    String missing();

    /// Writes the configuration.
    ///
    /// @param folder of its own
    /// @return the command that runs it in the foreground
    List<String> prepare(Path folder, SpeakerLayout layout);
}
