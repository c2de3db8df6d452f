package io.gingham.cni.server;

import io.gingham.cni.CniServerConfig;
import io.gingham.cni.EndpointId;
import io.gingham.cni.ForbiddenAddresses;
import io.gingham.cni.PolicyGate;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.cni.ipam.DelegatedIpam;
import io.gingham.cni.ipam.IpamChoice;
import io.gingham.cni.ipam.Orphans;
import io.gingham.cni.store.EndpointRecord;
import io.gingham.cni.store.EndpointStore;
import io.gingham.cni.wiring.PodAddresses;
import io.gingham.delta.Delta;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.message.Link;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
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

    /// What an IPAM plugin that an earlier agent left at work may take.
    private static final Duration ORPHAN_LIMIT = Duration.ofSeconds(10);

    /// How long DELs that were left may hold up the agent's start, and with it its rules.
    private static final Duration FIRST_CATCH_UP = Duration.ofSeconds(5);

    /// @param version of the records
    private record Usable(long version, List<WorkloadEndpoint> endpoints) {}

    private volatile Usable usable = new Usable(-1, List.of());
    private final CniServerConfig config;
    private final EndpointStore store;
    private final Node node;
    private final Workers workers;
    private final Dispatcher dispatcher;
    private final RequestSocket socket;

    /// Reads the state folder; the socket is opened by [#start].
    ///
    /// @param listener told of every change of the live endpoints, by request threads, several at a
    ///   time; it must not block. First, during [#start], it gets a `Put` for each one known.
    /// @throws IOException if the state folder can't be read
    public CniServer(
            CniServerConfig config,
            IpamChoice ipam,
            PolicyGate gate,
            ForbiddenAddresses forbidden,
            Consumer<Delta<EndpointId, WorkloadEndpoint>> listener)
            throws IOException {
        this.config = config;
        this.store = EndpointStore.open(config.stateDir());
        this.node = new Node(config, ipam, gate, forbidden, store, listener);
        this.workers = new Workers(config.workers());
        this.dispatcher = new Dispatcher(node, workers);
        this.socket = new RequestSocket(config, dispatcher, workers);
    }

    /// Carries out what was asked for while no agent was there, tells the listener what is known,
    /// then opens the socket.
    ///
    /// @throws IOException if another agent serves the socket, or it can't be made
    public void start() throws IOException {
        socket.lock();
        store.deleteLeft();
        Orphans.await(DelegatedIpam.mark(config.socket()), ORPHAN_LIMIT);
        dispatcher.catchUp(FIRST_CATCH_UP);
        retireWhatIsGone();
        store.live().stream()
                .map(EndpointRecord::endpoint)
                .filter(CniServer::isUsable)
                .forEach(endpoint -> node.listener().accept(Delta.put(endpoint.id(), endpoint)));
        dispatcher.lookForDead();
        socket.start();
        // What is left still, and what came before the socket was there.
        workers.soon(() -> dispatcher.catchUp(config.look()));
        workers.repeat(this::tidy, config.look().toNanos());
        LOG.info(
                "CNI requests are taken on {}, {} endpoints known",
                config.socket(),
                store.live().size());
    }

    /// The live endpoints, in no order. One whose addresses no pod can have is left out: see
    /// [#problems].
    public List<WorkloadEndpoint> endpoints() {
        // Before the records are asked for: what changes meanwhile makes these old ones.
        long version = store.version();
        Usable last = usable;
        if (last.version != version) {
            last =
                    new Usable(
                            version,
                            store.live().stream()
                                    .map(EndpointRecord::endpoint)
                                    .filter(CniServer::isUsable)
                                    .toList());
            usable = last;
        }
        return last.endpoints;
    }

    /// What is wrong, as sentences.
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        String full = store.recentProblem();
        if (!full.isEmpty()) {
            problems.add(full);
        }
        store.live().stream()
                .map(EndpointRecord::endpoint)
                .filter(endpoint -> !isUsable(endpoint))
                .map(
                        endpoint ->
                                endpoint.displayName()
                                        + " ("
                                        + endpoint.interfaceName()
                                        + ") has addresses that no pod can have, "
                                        + endpoint.ips()
                                        + ", and is left out of policy and routes; delete the pod")
                .forEach(problems::add);
        return problems;
    }

    /// Takes no more requests. ADDs that wait for their policy are undone; what is at work gets
    /// five seconds before it is interrupted (an ADD undoes itself then).
    @Override
    public void close() {
        socket.close();
    }

    private void tidy() {
        try {
            dispatcher.catchUp(config.look());
            dispatcher.lookForDead();
        } catch (RuntimeException e) {
            LOG.error("looking for what is gone failed unexpectedly", e);
        }
    }

    /// The machine was restarted, or a kill left two sandboxes of a pod: the younger has the
    /// interface.
    private void retireWhatIsGone() {
        Set<String> links;
        try (Netlink netlink = Netlink.open()) {
            links = netlink.links().stream().map(Link::name).collect(Collectors.toSet());
        }
        Set<String> owned = new HashSet<>();
        store.live().stream()
                .sorted(
                        Comparator.comparing((EndpointRecord stored) -> stored.endpoint().created())
                                .reversed())
                .filter(
                        stored ->
                                !links.contains(stored.endpoint().interfaceName())
                                        || !owned.add(stored.endpoint().interfaceName()))
                .forEach(store::retire);
    }

    private static boolean isUsable(WorkloadEndpoint endpoint) {
        return endpoint.ips().stream().noneMatch(ip -> PodAddresses.special(ip).isPresent());
    }
}
