package io.gingham.cni;

import io.gingham.value.IpPrefix;
import java.util.List;

/// This node's `spec.podCIDRs`, as the agent knows them now; empty until it does. Never blocks.
@FunctionalInterface
public interface PodCidrs {

    List<IpPrefix> podCidrs();
}
