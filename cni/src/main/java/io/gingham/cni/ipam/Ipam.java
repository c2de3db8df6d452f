package io.gingham.cni.ipam;

import io.gingham.cni.CniException;
import io.gingham.cni.spec.CniResult;
import io.gingham.cni.spec.Invocation;
import io.gingham.cni.spec.NetworkConfig;
import java.util.Map;
import java.util.function.Supplier;

/// Who gives out pods' addresses. Thread-safe: requests of several containers come at the same
/// time, those of one container one after the other.
public interface Ipam {

    /// The addresses for a container: at least one. What is wrong with the request itself is thrown
    /// at once, while there is nothing to be undone; the addresses are taken when the supplier is
    /// asked, on whatever thread. If it fails then, [#release] follows.
    ///
    /// @throws CniException INVALID_CONFIG, TRY_AGAIN_LATER, or in a plugin's own words
    Supplier<CniResult> allocate(Invocation invocation, NetworkConfig config);

    /// Gives the container's addresses back; none is success, so that it can be repeated. Must work
    /// while the node's blocks are not known.
    ///
    /// @param environment of a DEL, with the attachment it is for
    /// @param wasAdded false if this agent never added it
    /// @throws CniException if they may still be given out: it is asked again then
    void release(Map<String, String> environment, NetworkConfig config, boolean wasAdded);

    /// Whether the container has its addresses still.
    ///
    /// @throws CniException what is missing
    void check(Invocation invocation, NetworkConfig config);

    /// Whether addresses can be had now, as far as it can be known.
    ///
    /// @throws CniException NOT_AVAILABLE, or in a plugin's own words
    void status(Invocation invocation, NetworkConfig config);

    /// Gives back what no attachment holds that the runtime still lists
    /// ([NetworkConfig#validAttachments]).
    ///
    /// @throws CniException what could not be given back
    void collect(Invocation invocation, NetworkConfig config);
}
