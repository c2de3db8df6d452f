package io.gingham.agent.install;

import java.nio.file.Path;

/// What is installed from where to where.
///
/// @param programs a folder with the launcher, `gingham`, and reference plugins to add where the
///   host has none
/// @param conflist the network's configuration, as it is to stand on the host
/// @param binDir the container runtime's folder of CNI programs
/// @param confDir the container runtime's folder of CNI configurations
/// @param record where the names of the programs that were added to `binDir` are kept, one a line
/// @param conflistName the conflist's file name in `confDir`; the first in order of names counts
public record CniFolders(
        Path programs, Path conflist, Path binDir, Path confDir, Path record, String conflistName) {

    public CniFolders {
        if (!conflistName.endsWith(".conflist") || conflistName.contains("/")) {
            throw new IllegalArgumentException(
                    "'"
                            + conflistName
                            + "' is not the name of a conflist; expected one such as 10-gingham.conflist");
        }
    }

    Path installedConflist() {
        return confDir.resolve(conflistName);
    }
}
