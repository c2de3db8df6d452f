package io.gingham.cni.server;

import io.gingham.cni.EndpointId;
import io.gingham.cni.OneLine;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.cni.store.EndpointRecord;
import io.gingham.cni.store.EndpointStore;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.Link;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records whose pod is gone and whose DEL never came: after a restart of the machine, or of a
/// runtime that forgot.
///
/// A veth pair lives as long as its namespace, so an endpoint is dead when its host interface is
/// gone and its namespace too, or the machine was restarted since. One sighting may be a moment in
/// the middle of something; what two of them find dead is removed. (That an interface alone is gone
/// is no proof: its pod may live, and its address be in the API still. Nor is a pod that is gone
/// from the API: its containers may run yet.)
final class DeadEndpoints {

    private static final Logger LOG = LoggerFactory.getLogger(DeadEndpoints.class);

    private final EndpointStore store;
    private final EndpointRemoval removal;
    private final Locks locks;
    private Set<EndpointRecord> seen = Set.of();
    private final Set<EndpointId> told = new HashSet<>();

    DeadEndpoints(EndpointStore store, EndpointRemoval removal, Locks locks) {
        this.store = store;
        this.removal = removal;
        this.locks = locks;
    }

    /// Removes what was dead the last time too.
    synchronized void look() {
        store.deleteLeft();
        Set<EndpointRecord> now = new HashSet<>();
        try {
            Set<String> links = links();
            for (EndpointRecord stored : store.all()) {
                if (isDead(stored, links) && !(seen.contains(stored) && remove(stored))) {
                    now.add(stored);
                }
            }
        } catch (NetlinkException e) {
            LOG.warn("can't look for pods that are gone: {}", e.getMessage());
        }
        seen = now;
    }

    private boolean isDead(EndpointRecord stored, Set<String> links) {
        WorkloadEndpoint endpoint = stored.endpoint();
        boolean isAnothers =
                store.ownerOf(endpoint.interfaceName())
                        .filter(owner -> !owner.id().equals(stored.id()))
                        .isPresent();
        if (links.contains(endpoint.interfaceName()) && !isAnothers) {
            return false;
        }
        return store.isOfEarlierBoot(stored.id()) || !exists(endpoint.netns());
    }

    private boolean remove(EndpointRecord stored) {
        WorkloadEndpoint endpoint = stored.endpoint();
        try {
            locks.both(
                    endpoint.containerId(),
                    endpoint.interfaceName(),
                    () -> {
                        boolean same = store.find(stored.id()).map(stored::equals).orElse(false);
                        if (same && isDead(stored, links())) {
                            removal.remove(stored.id());
                            LOG.info(
                                    "{} ({}) is gone and its DEL never came; its addresses {} are"
                                            + " released",
                                    endpoint.displayName(),
                                    stored.id(),
                                    endpoint.ips());
                        }
                    });
            return true;
        } catch (RuntimeException e) {
            if (told.add(stored.id())) {
                LOG.warn(
                        "{} is gone, but can't be removed, which is tried again: {}",
                        stored.id(),
                        OneLine.of(String.valueOf(e.getMessage())));
            }
            return false;
        }
    }

    private static Set<String> links() {
        try (Netlink netlink = Netlink.open()) {
            List<Link> links = netlink.links();
            return links.stream().map(Link::name).collect(Collectors.toSet());
        }
    }

    private static boolean exists(String netns) {
        try {
            return Files.exists(Path.of(netns));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
