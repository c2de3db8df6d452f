package io.gingham.policy.cases;

import io.gingham.policy.explain.LoadedCluster;
import java.util.List;

/// Reads the files that a case names under `files`.
@FunctionalInterface
public interface DeployedFiles {

    /// Where no files can be read.
    DeployedFiles NONE =
            files -> {
                if (files.isEmpty()) {
                    return LoadedCluster.of(List.of());
                }
                throw new CaseException(
                        "files", "deployed files are for ./gingham policy test; the lab has none");
            };

    /// @param files as they stand in the case file; empty: it names none
    LoadedCluster load(List<String> files);
}
