package io.gingham.cni.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.EndpointId;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.cni.spec.CniResult;
import io.gingham.cni.spec.Invocation;
import io.gingham.cni.spec.NetworkConfig;
import io.gingham.cni.store.EndpointRecord;
import io.gingham.cni.wiring.Cable;
import io.gingham.cni.wiring.HostInterfaceName;
import io.gingham.cni.wiring.PodCable;
import io.gingham.cni.wiring.PodWiring;
import io.gingham.cni.wiring.Wired;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// ADD: addresses, cable, record, policy. All or nothing.
final class AddVerb {

    private static final Logger LOG = LoggerFactory.getLogger(AddVerb.class);

    private final Node node;
    private final EndpointRemoval removal;
    private final KeyedLocks interfaces;

    AddVerb(Node node, EndpointRemoval removal, KeyedLocks interfaces) {
        this.node = node;
        this.removal = removal;
        this.interfaces = interfaces;
    }

    /// Call under the container's lock.
    CniResult run(Invocation invocation, NetworkConfig config) {
        if (config.hasPreviousResult()) {
            throw new CniException(
                    CniErrorCode.INVALID_CONFIG,
                    "chaining after another plugin is not supported",
                    "prevResult is given; make this plugin the first of the network's list");
        }
        NetworkNamespace pod = PodNamespace.at(invocation.netns());
        String hostName = HostInterfaceName.of(invocation);
        return interfaces.locked(hostName, () -> add(invocation, config, pod, hostName));
    }

    private CniResult add(
            Invocation invocation, NetworkConfig config, NetworkNamespace pod, String hostName) {
        int mtu = config.mtu() == 0 ? node.config().defaultMtu() : config.mtu();
        Cable plan =
                new Cable(
                        hostName,
                        invocation.ifname(),
                        pod,
                        mtu,
                        List.of(),
                        List.of(),
                        config.allowIpForwarding());
        try (PodCable cable = PodCable.open(plan)) {
            WorkloadEndpoint endpoint = endpoint(invocation, config, hostName);
            takeOver(endpoint);
            if (node.store().find(endpoint.id()).isPresent()) {
                // Left by an ADD that was killed, or whose container lost its interface.
                removal.remove(endpoint.id(), invocation, config);
            }
            node.store().put(new EndpointRecord(endpoint, false));
            try {
                return addOrThrow(invocation, config, endpoint, plan, cable);
            } catch (RuntimeException e) {
                undo(endpoint.id(), invocation, config, e);
                throw e;
            }
        }
    }

    /// The cable is laid while the IPAM plugin runs.
    private CniResult addOrThrow(
            Invocation invocation,
            NetworkConfig config,
            WorkloadEndpoint pending,
            Cable plan,
            PodCable cable) {
        CniResult addresses =
                Pair.both(
                        node.ipam().add(invocation, config), cable::lay, "ipam of " + pending.id());
        WorkloadEndpoint endpoint = pending.withIps(distinct(addresses));
        List<IpPrefix> routes =
                addresses.routes().stream().map(CniResult.RouteEntry::destination).toList();
        Wired wired = cable.connect(endpoint.ips(), routes);
        node.announce(endpoint);
        node.gate().awaitEnforced(endpoint, node.config().gateLimit());
        return result(
                plan.withAddresses(endpoint.ips(), routes),
                wired,
                invocation.netns(),
                dns(config, addresses));
    }

    private void undo(
            EndpointId id, Invocation invocation, NetworkConfig config, RuntimeException reason) {
        try {
            removal.remove(id, invocation, config);
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
            LOG.warn(
                    "ADD of {} failed and could not be undone, DEL will try again: {}",
                    id,
                    e.getMessage());
        }
    }

    /// The host's interface of that name may belong to a former sandbox of the same pod; that one
    /// retires. Anything else is refused.
    private void takeOver(WorkloadEndpoint endpoint) {
        Optional<EndpointRecord> owner =
                node.store()
                        .ownerOf(endpoint.interfaceName())
                        .filter(stored -> !stored.id().equals(endpoint.id()));
        if (owner.isEmpty()) {
            return;
        }
        WorkloadEndpoint other = owner.get().endpoint();
        if (other.containerId().equals(endpoint.containerId())) {
            throw new CniException(
                    CniErrorCode.INVALID_CONFIG,
                    "the pod has interface " + other.ifname() + " of this plugin already",
                    "one interface for each pod is supported");
        }
        boolean samePod =
                other.namespace().equals(endpoint.namespace())
                        && other.pod().equals(endpoint.pod());
        if (!samePod) {
            throw new CniException(
                    CniErrorCode.WIRING_FAILED,
                    "interface name "
                            + endpoint.interfaceName()
                            + " is taken by "
                            + other.displayName(),
                    "the names' hashes collide; rename one of the pods");
        }
        LOG.info("{} got a new sandbox; the former one is retired", endpoint.displayName());
        PodWiring.unwire(endpoint.interfaceName());
        node.retire(owner.get());
    }

    private static WorkloadEndpoint endpoint(
            Invocation invocation, NetworkConfig config, String hostName) {
        return new WorkloadEndpoint(
                invocation.containerId(),
                invocation.ifname(),
                invocation.args().podNamespace(),
                invocation.args().podName(),
                invocation.args().podUid(),
                hostName,
                List.of(),
                invocation.netns(),
                config.name(),
                Instant.now());
    }

    private static List<IpAddress> distinct(CniResult addresses) {
        List<IpAddress> ips = addresses.addresses();
        if (new HashSet<>(ips).size() != ips.size()) {
            throw new CniException(
                    CniErrorCode.INVALID_CONFIG,
                    "the IPAM plugin returned an address twice",
                    ips.toString());
        }
        return ips;
    }

    private static JsonNode dns(NetworkConfig config, CniResult addresses) {
        return config.dns().isMissingNode() ? addresses.dns() : config.dns();
    }

    /// The host's interface first, then the pod's; each address as a /32 or /128 of the latter.
    private static CniResult result(Cable cable, Wired wired, String netns, JsonNode dns) {
        List<CniResult.Interface> interfaces =
                List.of(
                        new CniResult.Interface(
                                cable.hostName(), wired.hostMac().toString(), "", cable.mtu()),
                        new CniResult.Interface(
                                cable.podName(), wired.podMac().toString(), netns, cable.mtu()));
        IpAddress none = IpAddress.ipv4(0);
        List<CniResult.Ip> ips =
                cable.ips().stream()
                        .map(ip -> new CniResult.Ip(ip, ip.family().maxPrefixLength(), none, 1))
                        .toList();
        List<CniResult.RouteEntry> routes = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            IpAddress gateway =
                    family == IpFamily.IPV4 ? PodWiring.IPV4_GATEWAY : wired.ipv6Gateway();
            cable.destinations(family)
                    .forEach(to -> routes.add(new CniResult.RouteEntry(to, gateway)));
        }
        return new CniResult(interfaces, ips, routes, dns);
    }
}
