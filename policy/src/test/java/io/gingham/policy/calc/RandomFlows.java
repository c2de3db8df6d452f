package io.gingham.policy.calc;

import io.gingham.policy.model.ClusterState;
import io.gingham.policy.model.Endpoint;
import io.gingham.policy.model.Flow;
import io.gingham.policy.model.FlowEnd;
import io.gingham.policy.model.IpProtocol;
import io.gingham.policy.model.Node;
import io.gingham.policy.model.Pod;
import io.gingham.policy.model.PortProtocol;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.util.ArrayList;
import java.util.List;

/// Flows in a random cluster of which node [RandomCluster#NODE] decides something. An end that is
/// elsewhere is only an address: what is decided there is not this node's.
public final class RandomFlows {

    private static final List<String> OUTSIDE =
            List.of("203.0.113.7", "10.0.0.250", "64:ff9b::1", "fe80::9", "2001:db8::1");

    private final Dice dice;
    private final List<FlowEnd> here = new ArrayList<>();
    private final List<FlowEnd> all = new ArrayList<>();

    public RandomFlows(Dice dice, ClusterState state) {
        this.dice = dice;
        for (Endpoint endpoint : state.all(Endpoint.class)) {
            endpoint.ips().forEach(ip -> here.add(new FlowEnd.OfPod(endpoint.pod(), ip)));
        }
        for (Node node : state.all(Node.class)) {
            if (node.name().equals(RandomCluster.NODE)) {
                node.addresses().forEach(ip -> here.add(new FlowEnd.OfNode(node.name(), ip)));
            }
            node.addresses().forEach(ip -> all.add(new FlowEnd.Outside(ip)));
        }
        all.addAll(here);
        for (Pod pod : state.all(Pod.class)) {
            pod.ips().forEach(ip -> all.add(new FlowEnd.Outside(ip)));
        }
        OUTSIDE.forEach(text -> all.add(new FlowEnd.Outside(IpAddress.parse(text))));
    }

    public Flow next() {
        FlowEnd one = dice.one(here);
        IpFamily family = one.address().family();
        FlowEnd other = dice.one(all.stream().filter(e -> e.address().family() == family).toList());
        return dice.oneIn(2) ? flow(one, other) : flow(other, one);
    }

    private Flow flow(FlowEnd source, FlowEnd destination) {
        return switch (dice.upTo(7)) {
            case 0 -> Flow.icmp(source, destination, dice.one(List.of(0, 3, 8)), dice.upTo(1));
            case 1 -> Flow.of(source, destination, 47);
            default ->
                    new Flow(
                            source,
                            destination,
                            IpProtocol.of(dice.one(List.of(PortProtocol.values()))).number(),
                            dice.one(RandomCluster.PORTS),
                            dice.one(RandomCluster.PORTS),
                            0,
                            0);
        };
    }
}
