package io.gingham.agent.bgp;

import io.gingham.agent.part.Health;
import io.gingham.agent.part.Part;
import io.gingham.agent.part.Problem;
import io.gingham.netlink.Netlink;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Scope;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// What the node's side of pods that peer with it needs: the address by which they know their node,
/// on the interface of each; and rules that let through what comes from behind them.
///
/// The addresses are of no other use: they are of host scope (IPv6: deprecated), so that nothing
/// that the node sends has them for its source by itself.
public final class LocalWorkloadsPart implements Part {

    public static final String NAME = "local-workloads";

    private static final Duration REFRESH = Duration.ofSeconds(90);

    /// The kernel's interfaces of pods, and their addresses.
    public interface Kernel {
        List<Link> links();

        List<Address> addresses();

        void put(Address address);

        void delete(Address address);

        static Kernel of(Netlink netlink) {
            return new Kernel() {
                @Override
                public List<Link> links() {
                    return netlink.links();
                }

                @Override
                public List<Address> addresses() {
                    return netlink.addresses();
                }

                @Override
                public void put(Address address) {
                    netlink.putAddress(address);
                }

                @Override
                public void delete(Address address) {
                    netlink.deleteAddress(address);
                }
            };
        }
    }

    private final String prefix;
    private final Kernel kernel;
    private final Supplier<WorkloadSessions> wanted;
    private final Runnable sourcesChanged;
    private boolean clean;
    private Map<String, List<IpPrefix>> told = Map.of();

    /// @param prefix how the host's ends of pods' veth pairs begin
    /// @param sourcesChanged asks for rules that know what may come from pods now
    public LocalWorkloadsPart(
            String prefix, Kernel kernel, PeeringPart peering, Runnable sourcesChanged) {
        this(prefix, kernel, peering::workloads, sourcesChanged);
    }

    LocalWorkloadsPart(
            String prefix,
            Kernel kernel,
            Supplier<WorkloadSessions> wanted,
            Runnable sourcesChanged) {
        this.prefix = prefix;
        this.kernel = kernel;
        this.wanted = wanted;
        this.sourcesChanged = sourcesChanged;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration refreshInterval() {
        return REFRESH;
    }

    @Override
    public void run(boolean refresh) {
        WorkloadSessions now = wanted.get();
        if (!now.addresses().isEmpty() || !clean || refresh) {
            apply(now.addresses());
            clean = now.addresses().isEmpty();
        }
        if (!now.sources().equals(told)) {
            told = now.sources();
            sourcesChanged.run();
        }
    }

    /// Compares, then changes. All addresses of pods' interfaces are ours but the link-local ones.
    private void apply(Map<String, Set<IpAddress>> byInterface) {
        Map<Integer, String> pods = new HashMap<>();
        for (Link link : kernel.links()) {
            if (link.name().startsWith(prefix)) {
                pods.put(link.index(), link.name());
            }
        }
        Map<Integer, Set<IpAddress>> there = new HashMap<>();
        for (Address address : kernel.addresses()) {
            String name = pods.get(address.linkIndex());
            if (name == null || isKernels(address.address())) {
                continue;
            }
            if (byInterface.getOrDefault(name, Set.of()).contains(address.address())) {
                there.computeIfAbsent(address.linkIndex(), _ -> new HashSet<>())
                        .add(address.address());
            } else {
                kernel.delete(address);
            }
        }
        pods.forEach(
                (index, name) ->
                        byInterface.getOrDefault(name, Set.of()).stream()
                                .filter(each -> !there.getOrDefault(index, Set.of()).contains(each))
                                .forEach(each -> kernel.put(address(index, each))));
    }

    private static boolean isKernels(IpAddress address) {
        return !address.isIpv4() && address.isLinkLocal();
    }

    private static Address address(int index, IpAddress address) {
        return address.isIpv4()
                ? new Address(index, address, 32, Scope.HOST, 0)
                : new Address(
                        index, address, 128, Scope.UNIVERSE, Address.NO_DAD | Address.DEPRECATED);
    }

    @Override
    public Health health(String failure) {
        return failure.isEmpty()
                ? Health.of(List.of())
                : Health.of(List.of(Problem.failed(NAME, failure)));
    }
}
