package io.gingham.dataplane.iptables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.dataplane.rules.RulesConfig;
import io.gingham.dataplane.rules.Tunnels;
import io.gingham.dataplane.rules.Tunnels.Carrier;
import io.gingham.netlink.NetworkNamespace;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// A host outside speaks VXLAN to the node: what is in its packets reaches pods if it is a node,
/// and not if it is a stranger. And pods speak VXLAN to nobody who would believe them.
@ParameterizedClass
@ValueSource(strings = {"-nft", "-legacy"})
class TunnelStrangersKernelTest {

    private static final IpAddress HERE = IpAddress.parse("203.0.113.1");
    private static final IpAddress THERE = IpAddress.parse("203.0.113.2");

    private final TestNode node = new TestNode();
    private final TestPod pod = node.addPod("x", "a", Map.of("pod", "a"));
    private final IpAddress worldAddress = node.addWorld();
    private final NetworkNamespace world = NetworkNamespace.named("world");
    private final String variant;
    private TestDataplane dataplane;

    TunnelStrangersKernelTest(String variant) {
        this.variant = variant;
        dataplane = dataplane(Tunnels.NONE);
        assertEquals(THERE, worldAddress);
    }

    @AfterEach
    void leaveNothing() {
        dataplane.uninstall();
        dataplane.close();
        node.close();
    }

    private TestDataplane dataplane(Tunnels tunnels) {
        return new TestDataplane(
                variant, RulesConfig.DEFAULT.withTunnels(tunnels), List.of(IpFamily.values()));
    }

    private void apply(IpAddress... nodes) {
        dataplane.close();
        dataplane = dataplane(new Tunnels(Set.of(Carrier.VXLAN), Set.of(nodes)));
        dataplane.apply(PolicyKernel.resources(List.of(pod)));
    }

    /// Both ends of a tunnel, as two nodes have it; inside, the world is 10.99.0.2.
    private void tunnel() {
        String device = "type vxlan id 4096 dstport 4789 nolearning local ";
        TestNode.ip("link add vx0 " + device + HERE + " remote " + THERE);
        TestNode.ip("link set vx0 up");
        TestNode.ip("route add 10.99.0.2/32 dev vx0");
        TestNode.ip("-n world link add vx0 " + device + THERE + " remote " + HERE);
        TestNode.ip("-n world addr add 10.99.0.2/32 dev vx0");
        TestNode.ip("-n world link set vx0 up");
        TestNode.ip("-n world route add " + pod.ipv4() + "/32 dev vx0 src 10.99.0.2");
        TestNode.ip("addr add 10.99.0.1/32 dev vx0");
    }

    private boolean worldConnects(boolean expected) {
        // ARP for the pod is answered by the node: it has a route there.
        TestNode.sysctl("net/ipv4/conf/vx0/proxy_arp");
        return world.call(
                () ->
                        TestNode.connects(
                                IpAddress.parse("10.99.0.2"), pod.ipv4(), TestPod.PORT, expected));
    }

    @Test
    void aNodesPacketsComeOutOfTheTunnelAndAStrangersDont() {
        tunnel();
        try {
            apply(HERE, THERE);
            assertTrue(worldConnects(true));
            apply(HERE);
            assertFalse(worldConnects(false));
            apply(HERE, THERE);
            assertTrue(worldConnects(true));
        } finally {
            TestNode.ip("link del vx0");
        }
    }

    @Test
    void aPodsEncapsulatedPacketsReachNoNode() throws IOException {
        TestNode.ip("-n world route add " + pod.ipv4() + " via " + HERE);
        try (DatagramChannel vxlan = listen(4789);
                DatagramChannel other = listen(4790)) {
            apply(HERE, THERE);
            assertFalse(arrives(vxlan, 4789, false));
            assertTrue(arrives(other, 4790, true));
            apply(HERE);
            assertTrue(arrives(vxlan, 4789, true), "the world is no node now");
        }
    }

    private DatagramChannel listen(int port) {
        return world.call(
                () -> {
                    try {
                        return DatagramChannel.open().bind(new InetSocketAddress(port));
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    private boolean arrives(DatagramChannel at, int port, boolean expected) throws IOException {
        pod.namespace()
                .call(
                        () -> {
                            try (DatagramChannel from = DatagramChannel.open()) {
                                from.bind(new InetSocketAddress(pod.ipv4().toInetAddress(), 0));
                                return from.send(
                                        ByteBuffer.wrap(new byte[] {8, 0, 0, 0}),
                                        new InetSocketAddress(THERE.toInetAddress(), port));
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        at.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            at.register(selector, SelectionKey.OP_READ);
            return selector.select(expected ? 10_000 : 350) > 0
                    && at.receive(ByteBuffer.allocate(64)) != null;
        }
    }
}
