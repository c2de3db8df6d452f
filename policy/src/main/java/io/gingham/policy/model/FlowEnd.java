package io.gingham.policy.model;

import io.gingham.value.IpAddress;

/// One end of a flow, after any address translation: what the packet filter sees.
public sealed interface FlowEnd {

    IpAddress address();

    /// A pod with a network namespace of its own, by one of its addresses.
    record OfPod(PodKey pod, IpAddress address) implements FlowEnd {
        @Override
        public String toString() {
            return pod + " (" + address + ")";
        }
    }

    /// A process on a node, or a pod on the node's network.
    record OfNode(String node, IpAddress address) implements FlowEnd {
        @Override
        public String toString() {
            return "node " + node + " (" + address + ")";
        }
    }

    /// Neither a pod nor a node of the cluster.
    record Outside(IpAddress address) implements FlowEnd {
        @Override
        public String toString() {
            return address.toString();
        }
    }
}
