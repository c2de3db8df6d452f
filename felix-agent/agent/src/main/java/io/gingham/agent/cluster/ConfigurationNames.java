package io.gingham.agent.cluster;

import java.util.Collection;
import java.util.List;

/// The names of configuration objects that count: `default`, and `node.NODENAME`. The API server
/// takes others, as it does with Calico, whose later versions give names a meaning by a selector.
public final class ConfigurationNames {

    private ConfigurationNames() {}

    /// A sentence for each name that no node looks at.
    public static List<String> unused(String kind, Collection<String> names) {
        return names.stream()
                .filter(name -> !name.equals("default") && !name.matches("node\\..+"))
                .sorted()
                .map(
                        name ->
                                kind
                                        + " "
                                        + name
                                        + " is not used: only the names default and node.NODENAME count")
                .toList();
    }
}
