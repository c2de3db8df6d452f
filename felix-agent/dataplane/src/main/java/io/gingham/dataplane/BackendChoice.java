package io.gingham.dataplane;

import io.gingham.value.IpFamily;
import java.util.List;

/// By what a node's rules come into its kernel. For one thread at a time.
public interface BackendChoice extends AutoCloseable {

    /// The one to use; another object than before once [#look] has found that the node has gone
    /// over to something else.
    RuleBackend backend();

    /// Looks at the node again.
    void look();

    /// Those that the node has packets of.
    List<IpFamily> families();

    @Override
    void close();
}
