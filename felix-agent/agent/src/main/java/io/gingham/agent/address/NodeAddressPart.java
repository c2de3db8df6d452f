package io.gingham.agent.address;

import io.gingham.agent.address.AddressChoice.Candidate;
import io.gingham.agent.address.AddressChoice.Found;
import io.gingham.agent.cluster.ClusterFeed;
import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.part.Health;
import io.gingham.agent.part.Part;
import io.gingham.agent.part.Problem;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the Node's annotation true to what the method finds on this machine. Without a method
/// nothing is done: the annotation may be an operator's.
public final class NodeAddressPart implements Part {

    private static final Logger LOG = LoggerFactory.getLogger(NodeAddressPart.class);

    public static final String NAME = "node-address";

    /// Addresses come and go; Calico looks as often.
    private static final Duration LOOK = Duration.ofSeconds(60);

    /// This machine, and the Node in the API.
    public interface Machine {
        List<Link> links();

        List<Address> addresses();

        /// What the kernel would send from, to that address or name; empty without a way.
        Optional<IpAddress> sourceTo(String destination, IpFamily family);

        /// Sets an annotation of this node's Node, or takes it away.
        ///
        /// @throws RuntimeException if the API server does not take it
        void annotate(String name, Optional<String> value);
    }

    private final String node;
    private final ClusterFeed cluster;
    private final Map<IpFamily, AddressMethod> methods;
    private final Machine machine;
    private final Map<IpFamily, String> said = new EnumMap<>(IpFamily.class);
    private volatile List<String> problems = List.of();

    /// @param methods of the families whose address is not what Kubernetes or an operator says
    public NodeAddressPart(
            String node,
            ClusterFeed cluster,
            Map<IpFamily, AddressMethod> methods,
            Machine machine) {
        this.node = node;
        this.cluster = cluster;
        this.methods = Map.copyOf(methods);
        this.machine = machine;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Duration refreshInterval() {
        return methods.isEmpty() ? Duration.ZERO : LOOK;
    }

    @Override
    public void run(boolean refresh) {
        Optional<ClusterNode> self =
                cluster.nodes().stream().filter(each -> each.name().equals(node)).findFirst();
        if (methods.isEmpty() || !cluster.isInSync() || self.isEmpty()) {
            return;
        }
        List<String> faults = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            AddressMethod method = methods.get(family);
            if (method != null) {
                look(family, method, self.get(), faults);
            }
        }
        problems = List.copyOf(faults);
    }

    private void look(
            IpFamily family, AddressMethod method, ClusterNode self, List<String> faults) {
        if (method instanceof AddressMethod.InternalIp) {
            if (!said.containsKey(family)) {
                machine.annotate(annotation(family), Optional.empty());
                say(family, "the node's %s address is its InternalIP".formatted(family));
            }
            return;
        }
        List<Candidate> candidates =
                AddressChoice.candidates(machine.links(), machine.addresses(), family);
        Optional<Found> found =
                AddressChoice.choose(method, candidates, to -> machine.sourceTo(to, family));
        if (found.isEmpty()) {
            faults.add(
                    "no %s address of this node fits %s; there are: %s. What the Node says counts: %s"
                            .formatted(
                                    family,
                                    method,
                                    candidates.isEmpty() ? "none" : candidates,
                                    known(self, family).map(Object::toString).orElse("nothing")));
            return;
        }
        Candidate chosen = found.get().candidate();
        if (!known(self, family).equals(Optional.of(chosen.address()))) {
            machine.annotate(annotation(family), Optional.of(chosen.text()));
        }
        say(
                family,
                "the node's %s address is %s, of %s: %s"
                        .formatted(family, chosen.text(), chosen.link(), found.get().reason()));
    }

    private void say(IpFamily family, String sentence) {
        if (!sentence.equals(said.put(family, sentence))) {
            LOG.info("{}", sentence);
        }
    }

    private static Optional<IpAddress> known(ClusterNode self, IpFamily family) {
        return switch (family) {
            case IPV4 -> self.ipv4Address();
            case IPV6 -> self.ipv6Address();
        };
    }

    private static String annotation(IpFamily family) {
        return switch (family) {
            case IPV4 -> ClusterNode.ADDRESS_ANNOTATION;
            case IPV6 -> ClusterNode.IPV6_ADDRESS_ANNOTATION;
        };
    }

    @Override
    public Health health(String failure) {
        List<Problem> all = new ArrayList<>();
        if (!failure.isEmpty()) {
            all.add(Problem.failed(NAME, failure));
        }
        problems.forEach(each -> all.add(Problem.warning(NAME, "", each)));
        return Health.of(all);
    }
}
