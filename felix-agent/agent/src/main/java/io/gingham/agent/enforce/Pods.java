package io.gingham.agent.enforce;

import io.gingham.cni.WorkloadEndpoint;
import java.util.Collection;

/// The pods of this node.
public interface Pods {

    /// Those that are wired now. Any thread may ask.
    Collection<WorkloadEndpoint> wired();
}
