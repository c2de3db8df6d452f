package io.gingham.agent.cluster;

import io.gingham.cni.ForbiddenAddresses;
import io.gingham.value.IpAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Addresses of the cluster that are not pods' of this node: other nodes' and their blocks' (but
/// for [HostRouteBlocks]), the API server's, routers'. What is not known yet forbids nothing.
public final class TakenAddresses implements ForbiddenAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(TakenAddresses.class);

    private final String node;
    private final Supplier<Collection<ClusterNode>> nodes;
    private final Supplier<Set<IpAddress>> apiServerSlices;
    private final Supplier<List<IpAddress>> routers;
    private final Supplier<HostRouteBlocks> anywhere;
    private volatile Set<IpAddress> apiServers = Set.of();

    /// @param node this one's name
    /// @param apiServerSlices the endpoints of the Service `kubernetes`
    /// @param routers that this node speaks BGP with
    /// @param anywhere blocks of which a pod may have an address on any node
    public TakenAddresses(
            String node,
            Supplier<Collection<ClusterNode>> nodes,
            Supplier<Set<IpAddress>> apiServerSlices,
            Supplier<List<IpAddress>> routers,
            Supplier<HostRouteBlocks> anywhere) {
        this.node = node;
        this.nodes = nodes;
        this.apiServerSlices = apiServerSlices;
        this.routers = routers;
        this.anywhere = anywhere;
    }

    /// Finds out, in the background, what the names stand for.
    ///
    /// @param urls and host names of API servers
    public void resolve(List<String> urls) {
        Thread.ofVirtual()
                .name("api-addresses")
                .start(
                        () -> {
                            Set<IpAddress> found = new HashSet<>();
                            urls.forEach(url -> found.addAll(addresses(url)));
                            apiServers = Set.copyOf(found);
                        });
    }

    @Override
    public Optional<String> reason(IpAddress address) {
        if (apiServers.contains(address)) {
            return Optional.of("the API server is reached by it");
        }
        if (routers.get().contains(address)) {
            return Optional.of("it is a router's that this node speaks BGP with");
        }
        Collection<ClusterNode> known = nodes.get();
        for (ClusterNode other : known) {
            if (other.addresses().contains(address)) {
                return Optional.of(
                        other.name().equals(node)
                                ? "it is this node's own"
                                : "it is node " + other.name() + "'s");
            }
        }
        Optional<String> announced = announcedByAnother(NodeBlocks.of(known), address);
        if (announced.isPresent()) {
            return announced;
        }
        return apiServerSlices.get().contains(address)
                ? Optional.of("it is an API server's (Service default/kubernetes)")
                : Optional.empty();
    }

    private Optional<String> announcedByAnother(NodeBlocks blocks, IpAddress address) {
        return blocks.holds(node, address) || anywhere.get().contains(address)
                ? Optional.empty()
                : blocks.holder(address)
                        .map(
                                block ->
                                        "it is in %s, the podCIDR of node %s, and so announced by %s"
                                                .formatted(
                                                        block.prefix(),
                                                        block.node(),
                                                        block.node()));
    }

    private static List<IpAddress> addresses(String url) {
        try {
            String host = url.contains("/") ? URI.create(url).getHost() : url;
            if (host == null || host.isBlank()) {
                return List.of();
            }
            String bare = host.replaceAll("^\\[|]$", "");
            return Arrays.stream(InetAddress.getAllByName(bare)).map(IpAddress::of).toList();
        } catch (UnknownHostException | IllegalArgumentException e) {
            LOG.debug("the API server's name {} has no address now", url, e);
            return List.of();
        }
    }
}
