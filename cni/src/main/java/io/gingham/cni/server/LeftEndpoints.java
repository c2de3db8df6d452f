package io.gingham.cni.server;

import io.gingham.cni.CniServerConfig;
import io.gingham.cni.OneLine;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.cni.ipam.IpamChoice;
import io.gingham.cni.store.EndpointRecord;
import io.gingham.cni.store.EndpointStore;
import io.gingham.cni.wiring.CableRemoval;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The endpoints of a node whose agent has ended, for an uninstall. Not to be used while an agent
/// runs.
public final class LeftEndpoints {

    private final Path folder;
    private final EndpointStore store;
    private final EndpointRemoval removal;
    private final Locks locks = new Locks();

    /// Carries out the DELs that were left for the agent, and removes what is dead.
    ///
    /// @param ipam who gave out their addresses
    /// @throws IOException if the state folder can't be read
    public LeftEndpoints(CniServerConfig config, IpamChoice ipam) throws IOException {
        folder = config.stateDir();
        store = EndpointStore.open(folder);
        Node node =
                new Node(
                        config,
                        ipam,
                        endpoint -> new CompletableFuture<>(),
                        address -> Optional.empty(),
                        store,
                        change -> {});
        Workers none = new Workers(1);
        removal =
                new EndpointRemoval(
                        node, new WaitingAdds(node.gate(), config.gateLimit(), none, locks));
        new DeletionQueue(
                        config.deletions(),
                        locks,
                        (invocation, network) ->
                                removal.remove(invocation.endpointId(), invocation, network))
                .carryOut(config.ipamLimit());
        DeadEndpoints dead = new DeadEndpoints(store, removal, locks);
        dead.look();
        dead.look();
    }

    /// Each as `namespace/pod (interface, addresses)`, and records that can't be read, sorted.
    ///
    /// @throws IOException if the state folder can't be read
    public List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        store.all().forEach(stored -> names.add(name(stored.endpoint())));
        try (DirectoryStream<Path> broken = Files.newDirectoryStream(folder, "*.broken")) {
            broken.forEach(file -> names.add("the unreadable record " + file.getFileName()));
        }
        names.sort(null);
        return names;
    }

    /// Takes the network from all of them.
    ///
    /// @return what could not be done, as sentences
    public List<String> removeAll() {
        List<String> problems = new ArrayList<>();
        for (EndpointRecord stored : store.all()) {
            WorkloadEndpoint endpoint = stored.endpoint();
            try {
                removal.remove(stored.id());
            } catch (RuntimeException e) {
                problems.add(
                        name(endpoint)
                                + ": its addresses may stay given out: "
                                + OneLine.of(String.valueOf(e.getMessage())));
                CableRemoval.remove(endpoint.interfaceName());
                store.remove(stored.id());
            }
        }
        return problems;
    }

    private static String name(WorkloadEndpoint endpoint) {
        return endpoint.displayName()
                + " ("
                + endpoint.interfaceName()
                + ", "
                + endpoint.ips()
                + ")";
    }
}
