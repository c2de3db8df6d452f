package io.gingham.cni;

import io.gingham.cni.ipam.IpamDelegate;
import io.gingham.cni.server.Dispatcher;
import io.gingham.cni.server.Node;
import io.gingham.cni.server.RequestSocket;
import io.gingham.cni.store.EndpointRecord;
import io.gingham.cni.store.EndpointStore;
import io.gingham.delta.Delta;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.message.Link;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The CNI plugin in the agent: everything behind the launcher.
///
/// Its threads are of the network namespace of the thread that calls [#start]: the host's.
public final class CniServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CniServer.class);

    private final CniServerConfig config;
    private final EndpointStore store;
    private final Node node;
    private final RequestSocket socket;

    /// Reads the state folder; the socket is opened by [#start].
    ///
    /// @param listener told of every change of the live endpoints, by request threads, several at a
    ///   time; it must not block. First, during [#start], it gets a `Put` for each one known.
    /// @throws IOException if the state folder can't be read
    public CniServer(
            CniServerConfig config,
            PodCidrs podCidrs,
            PolicyGate gate,
            Consumer<Delta<EndpointId, WorkloadEndpoint>> listener)
            throws IOException {
        this.config = config;
        this.store = EndpointStore.open(config.stateDir());
        this.node =
                new Node(
                        config,
                        new IpamDelegate(config.ipamLimit(), podCidrs),
                        gate,
                        store,
                        listener);
        this.socket = new RequestSocket(config, new Dispatcher(node));
    }

    /// Tells the listener what is known, then opens the socket.
    ///
    /// @throws IOException if another agent serves the socket, or it can't be made
    public void start() throws IOException {
        socket.lock();
        Set<String> links;
        try (Netlink netlink = Netlink.open()) {
            links = netlink.links().stream().map(Link::name).collect(Collectors.toSet());
        }
        for (EndpointRecord stored : store.live()) {
            if (links.contains(stored.endpoint().interfaceName())) {
                node.listener().accept(Delta.put(stored.id(), stored.endpoint()));
            } else {
                // The machine was restarted: the pod is gone, DEL will come for its address.
                store.put(new EndpointRecord(stored.endpoint(), false));
            }
        }
        socket.start();
        LOG.info(
                "CNI requests are taken on {}, {} endpoints known",
                config.socket(),
                store.live().size());
    }

    /// The live endpoints, in no order.
    public List<WorkloadEndpoint> endpoints() {
        return store.live().stream().map(EndpointRecord::endpoint).toList();
    }

    /// Takes no more requests, and gives those at work five seconds before they are interrupted (an
    /// ADD undoes itself then).
    @Override
    public void close() {
        socket.close();
    }
}
