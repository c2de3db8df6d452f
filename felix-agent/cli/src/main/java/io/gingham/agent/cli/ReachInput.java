package io.gingham.agent.cli;

import io.gingham.policy.explain.Finding;
import io.gingham.policy.explain.LoadedCluster;
import io.gingham.policy.model.Pod;
import io.gingham.policy.reach.Reach;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The cluster that files describe, for commands that answer of it as a whole.
///
/// @param complete false if a document could not be read: the answer may be another cluster's
record ReachInput(LoadedCluster cluster, boolean complete) {

    /// Says on standard error what is wrong with the files.
    static ReachInput of(List<Path> files, List<Path> more) throws IOException {
        List<Path> named = new ArrayList<>(files);
        named.addAll(more);
        if (named.isEmpty()) {
            throw new IllegalArgumentException(
                    "no file given; name files or folders, or -f - for standard input");
        }
        ReachInput input = of(YamlFiles.load(named));
        sayWhatIsWrong(input);
        requirePods(input);
        return input;
    }

    /// Without pods every answer would be "nobody", whatever the policies are.
    ///
    /// @throws IllegalArgumentException if none of the inputs has any
    static void requirePods(ReachInput... inputs) {
        if (Stream.of(inputs).allMatch(input -> input.cluster.state().all(Pod.class).isEmpty())) {
            throw new IllegalArgumentException(
                    "there are no pods in the files, and nothing that makes any; add -f of a file with"
                            + " pods or Deployments (kubectl get ns,pods,services -A -o yaml)");
        }
    }

    static ReachInput of(YamlFiles.Loaded loaded) {
        return new ReachInput(loaded.cluster(), loaded.faults().isEmpty());
    }

    /// On standard error, and once if several have it.
    static void sayWhatIsWrong(ReachInput... inputs) {
        Stream.of(inputs)
                .flatMap(input -> input.cluster.findings().stream())
                .map(Finding::toString)
                .distinct()
                .forEach(System.err::println);
    }

    Reach reach() {
        return Reach.of(cluster.state(), cluster.several());
    }

    int exitCode() {
        return complete ? 0 : 2;
    }
}
