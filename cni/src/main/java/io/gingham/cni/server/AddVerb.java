package io.gingham.cni.server;

import io.gingham.cni.CniErrorCode;
import io.gingham.cni.CniException;
import io.gingham.cni.EndpointId;
import io.gingham.cni.OneLine;
import io.gingham.cni.WorkloadEndpoint;
import io.gingham.cni.spec.CniResult;
import io.gingham.cni.spec.Invocation;
import io.gingham.cni.spec.Names;
import io.gingham.cni.spec.NetworkConfig;
import io.gingham.cni.spec.ResultCodec;
import io.gingham.cni.store.DelRequest;
import io.gingham.cni.store.EndpointRecord;
import io.gingham.cni.wiring.CablePlan;
import io.gingham.cni.wiring.CableRemoval;
import io.gingham.cni.wiring.HostInterfaceName;
import io.gingham.cni.wiring.LaidCable;
import io.gingham.cni.wiring.PodAddresses;
import io.gingham.cni.wiring.PodCable;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.value.IpAddress;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// ADD: addresses, cable, record, policy. All or nothing.
///
/// The wiring runs on the caller's thread; the wait for the policy on none.
final class AddVerb {

    /// RFC 8200 section 5.
    private static final int IPV6_MIN_MTU = 1280;

    private static final Logger LOG = LoggerFactory.getLogger(AddVerb.class);

    private final Node node;
    private final EndpointRemoval removal;
    private final WaitingAdds waiting;
    private final Locks locks;

    AddVerb(Node node, EndpointRemoval removal, WaitingAdds waiting, Locks locks) {
        this.node = node;
        this.removal = removal;
        this.waiting = waiting;
        this.locks = locks;
    }

    /// Call under the container's lock.
    ///
    /// @return completes with the result when the pod's policy is in the kernel
    CompletableFuture<byte[]> run(Invocation invocation, NetworkConfig config) {
        if (config.hasPreviousResult()) {
            throw new CniException(
                    CniErrorCode.INVALID_CONFIG,
                    "chaining after another plugin is not supported",
                    "prevResult is given; make this plugin the first of the network's list");
        }
        NetworkNamespace pod = PodNamespace.at(invocation.netns());
        String hostName = HostInterfaceName.of(invocation);
        return locks.hostInterface(hostName, () -> add(invocation, config, pod, hostName));
    }

    private CompletableFuture<byte[]> add(
            Invocation invocation, NetworkConfig config, NetworkNamespace pod, String hostName) {
        int mtu = config.mtu() == 0 ? node.config().defaultMtu().getAsInt() : config.mtu();
        CablePlan plan =
                new CablePlan(
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
            // What is wrong with the request is found out before anything is there to be undone.
            Supplier<CniResult> addresses = node.ipam().of(config).allocate(invocation, config);
            DelRequest request = new DelRequest(invocation.environment(), config.forRelease());
            node.store().put(new EndpointRecord(endpoint, false), Optional.of(request));
            try {
                return addOrThrow(invocation, config, endpoint, cable, addresses, request);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                undo(endpoint.id(), e, () -> removal.remove(endpoint.id(), invocation, config));
                throw e;
            }
        }
    }

    /// The cable is laid while the IPAM plugin runs.
    private CompletableFuture<byte[]> addOrThrow(
            Invocation invocation,
            NetworkConfig config,
            WorkloadEndpoint pending,
            PodCable cable,
            Supplier<CniResult> ipam,
            DelRequest request) {
        CniResult addresses = Concurrently.both(ipam, cable::lay, "ipam of " + pending.id());
        WorkloadEndpoint endpoint = pending.withIps(distinct(addresses));
        requireUsable(endpoint.ips(), cable.plan().mtu());
        LaidCable wired = cable.connect(endpoint.ips(), addresses.routes());
        node.announce(endpoint, request);
        CniResult result =
                AddResult.of(
                        cable.plan().withAddresses(endpoint.ips(), addresses.routes()),
                        wired,
                        invocation.netns(),
                        config.dns().isEmpty() ? addresses.dns() : config.dns());
        return waiting.await(
                endpoint,
                ResultCodec.write(result, config.version()),
                reason -> undo(endpoint.id(), reason, () -> removal.remove(endpoint.id())));
    }

    /// An agent that stops interrupts what is at work; to undo it takes its time all the same.
    private static void undo(EndpointId id, Throwable reason, Runnable removal) {
        boolean interrupted = Thread.interrupted();
        try {
            removal.run();
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
            LOG.warn(
                    "ADD of {} failed and could not be undone, DEL will try again: {}",
                    id,
                    OneLine.of(String.valueOf(e.getMessage())));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Before the pod has its addresses.
    private void requireUsable(List<IpAddress> ips, int mtu) {
        PodAddresses addresses = PodAddresses.ofThisHost();
        for (IpAddress ip : ips) {
            Optional<String> taken = addresses.unusable(ip).or(() -> node.forbidden().reason(ip));
            if (taken.isPresent()) {
                throw new CniException(
                        CniErrorCode.INVALID_CONFIG,
                        "the IPAM plugin returned " + ip + ", which no pod of this node may have",
                        taken.get());
            }
            if (!ip.isIpv4() && mtu < IPV6_MIN_MTU) {
                throw new CniException(
                        CniErrorCode.INVALID_CONFIG,
                        "mtu "
                                + mtu
                                + " is too small for the pod's IPv6 address "
                                + ip
                                + ": IPv6 needs at least "
                                + IPV6_MIN_MTU,
                        "RFC 8200 section 5; raise 'mtu', or give the pod no IPv6 address");
            }
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
        waiting.abandon(other.id(), "a newer sandbox of the pod took its place");
        CableRemoval.remove(endpoint.interfaceName());
        node.retire(owner.get());
    }

    private static WorkloadEndpoint endpoint(
            Invocation invocation, NetworkConfig config, String hostName) {
        return new WorkloadEndpoint(
                invocation.containerId(),
                invocation.ifname(),
                Names.kubernetes("K8S_POD_NAMESPACE", invocation.args().podNamespace()),
                Names.kubernetes("K8S_POD_NAME", invocation.args().podName()),
                Names.kubernetes("K8S_POD_UID", invocation.args().podUid()),
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
}
