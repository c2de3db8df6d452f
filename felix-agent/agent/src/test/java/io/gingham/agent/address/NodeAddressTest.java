package io.gingham.agent.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.agent.cluster.ClusterNode;
import io.gingham.agent.cluster.FakeFeed;
import io.gingham.agent.enforce.PolicyInbox;
import io.gingham.netlink.message.Address;
import io.gingham.netlink.message.Link;
import io.gingham.netlink.message.Scope;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.MacAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A machine with two uplinks, a bridge of containers, and pods.
class NodeAddressTest {

    private final List<Link> links = new ArrayList<>();
    private final List<Address> addresses = new ArrayList<>();
    private final List<String> written = new ArrayList<>();
    private final FakeFeed cluster = new FakeFeed(new PolicyInbox());
    private Optional<IpAddress> source = Optional.empty();

    private final NodeAddressPart.Machine machine =
            new NodeAddressPart.Machine() {
                @Override
                public List<Link> links() {
                    return List.copyOf(links);
                }

                @Override
                public List<Address> addresses() {
                    return List.copyOf(addresses);
                }

                @Override
                public Optional<IpAddress> sourceTo(String destination, IpFamily family) {
                    return destination.equals("10.0.0.1") ? source : Optional.empty();
                }

                @Override
                public void annotate(String name, Optional<String> value) {
                    written.add(name + "=" + value.orElse("none"));
                    value.ifPresent(text -> knows(text.replaceAll("/.*", "")));
                }
            };

    /// As the watch shows it.
    private void knows(String... texts) {
        cluster.nodes.clear();
        cluster.nodes.add(
                new ClusterNode(
                        "n1",
                        List.of(texts).stream().map(IpAddress::parse).toList(),
                        List.of(),
                        Optional.empty(),
                        ""));
    }

    private void link(int index, String name, boolean up, String... texts) {
        links.add(
                new Link(
                        index,
                        name,
                        MacAddress.parse("02:00:00:00:00:01"),
                        1500,
                        up,
                        up,
                        "",
                        0,
                        0));
        for (String text : texts) {
            String[] parts = text.split("/");
            addresses.add(Address.of(index, IpAddress.parse(parts[0]), Integer.parseInt(parts[1])));
        }
    }

    @BeforeEach
    void machine() {
        knows("192.0.2.1");
        link(9, "eth1", true, "10.0.0.9/24", "2001:db8:1::9/64");
        link(1, "lo", true, "127.0.0.1/8", "198.18.0.1/32");
        link(2, "docker0", true, "172.17.0.1/16");
        link(3, "cali0123456789a", true, "169.254.0.179/32", "198.18.7.7/32");
        link(4, "eth9", false, "203.0.113.4/24");
        link(5, "nodelocaldns", true, "198.18.0.10/32");
        link(6, "vxlan.gingham", true, "10.244.1.0/32");
        link(7, "eth0", true, "169.254.7.7/16", "192.0.2.1/24", "192.0.2.77/24", "fe80::1/64");
        addresses.add(
                new Address(
                        7,
                        IpAddress.parse("2001:db8::77"),
                        64,
                        Scope.UNIVERSE,
                        Address.DEPRECATED));
        link(8, "bond0", true, "192.168.7.8/24", "2001:db8::8/64");
        source = Optional.of(IpAddress.parse("10.0.0.9"));
    }

    private Optional<String> chosen(String method, IpFamily family) {
        return AddressChoice.choose(
                        AddressMethod.parse(method).orElseThrow(),
                        AddressChoice.candidates(links, addresses, family),
                        to -> machine.sourceTo(to, family))
                .map(found -> found.candidate().text() + " " + found.candidate().link());
    }

    @ParameterizedTest
    @CsvSource({
        "first-found, 192.0.2.1/24 eth0, 2001:db8::8/64 bond0",
        "interface=eth1, 10.0.0.9/24 eth1, 2001:db8:1::9/64 eth1",
        "interface=eth.*, 192.0.2.1/24 eth0, 2001:db8:1::9/64 eth1",
        "'interface=ens.*,bond.*,eth.*', 192.168.7.8/24 bond0, 2001:db8::8/64 bond0",
        "interface=eth, none, none",
        "interface=eth9, none, none",
        "interface=docker.*, 172.17.0.1/16 docker0, none",
        "skip-interface=eth0, 192.168.7.8/24 bond0, 2001:db8::8/64 bond0",
        "'skip-interface=eth0,bond.*', 10.0.0.9/24 eth1, 2001:db8:1::9/64 eth1",
        "cidr=10.0.0.0/8, 10.0.0.9/24 eth1, none",
        "'cidr=203.0.113.0/24,192.168.0.0/16,2001:db8:1::/48', 192.168.7.8/24 bond0, 2001:db8:1::9/64 eth1",
        "cidr=172.17.0.0/16, none, none",
        "can-reach=10.0.0.1, 10.0.0.9/24 eth1, none",
        "can-reach=nowhere.example, none, none"
    })
    void eachMethodFindsWhatItSays(String method, String ipv4, String ipv6) {
        assertEquals(ipv4, chosen(method, IpFamily.IPV4).orElse("none"));
        assertEquals(ipv6, chosen(method, IpFamily.IPV6).orElse("none"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eth0",
                "interface=",
                "interface=[",
                "cidr=10.0.0.0/33",
                "can-reach",
                "first-found=1x=",
                "Interface=eth0"
            })
    void whatIsNoMethodIsSaid(String text) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> AddressMethod.parse(text));
        assertTrue(!String.valueOf(e.getMessage()).isBlank());
    }

    private NodeAddressPart part(String ipv4, String ipv6) {
        Map<IpFamily, AddressMethod> methods = new EnumMap<>(IpFamily.class);
        AddressMethod.parse(ipv4).ifPresent(method -> methods.put(IpFamily.IPV4, method));
        AddressMethod.parse(ipv6).ifPresent(method -> methods.put(IpFamily.IPV6, method));
        return new NodeAddressPart("n1", cluster, methods, machine);
    }

    @Test
    void anAddressThatIsNotTheInternalIpIsShownToAllNodes() {
        NodeAddressPart part = part("interface=eth1", "interface=eth1");
        part.run(false);
        assertEquals(
                List.of(
                        "projectcalico.org/IPv4Address=10.0.0.9/24",
                        "projectcalico.org/IPv6Address=2001:db8:1::9/64"),
                written);
    }

    @Test
    void whatIsKnownIsNotWrittenAgainAndAChangedOneIs() {
        NodeAddressPart part = part("interface=eth1", "");
        part.run(false);
        part.run(true);
        assertEquals(1, written.size());
        addresses.removeIf(each -> each.address().equals(IpAddress.parse("10.0.0.9")));
        link(10, "eth1", true, "10.0.0.10/24");
        part.run(true);
        assertEquals("projectcalico.org/IPv4Address=10.0.0.10/24", written.getLast());
    }

    @Test
    void theInternalIpNeedsNoAnnotation() {
        part("interface=eth0", "").run(false);
        assertEquals(List.of(), written);
        NodeAddressPart internal = part("kubernetes-internal-ip", "");
        internal.run(false);
        internal.run(true);
        assertEquals(List.of("projectcalico.org/IPv4Address=none"), written);
    }

    @Test
    void withoutAMethodNothingIsTouched() {
        part("", "").run(true);
        assertEquals(List.of(), written);
    }

    @Test
    void nothingThatFitsIsSaidAndChangesNothing() {
        NodeAddressPart part = part("cidr=198.51.100.0/24", "");
        part.run(false);
        assertEquals(List.of(), written);
        String said = part.health("").problems().getFirst().sentence();
        assertTrue(said.contains("no IPV4 address of this node fits"), said);
        assertTrue(said.contains("192.168.7.8"), said);
        assertTrue(said.contains("192.0.2.1"), said);
    }

    @Test
    void beforeTheNodeIsSeenNothingIsWritten() {
        cluster.nodes.clear();
        part("first-found", "").run(false);
        cluster.inSync = false;
        knows("192.0.2.9");
        part("first-found", "").run(false);
        assertEquals(List.of(), written);
    }

    /// The kernel of this machine, which has a way to itself at least.
    @Test
    void theKernelIsAskedForTheSource() {
        assertEquals(
                Optional.of(IpAddress.parse("127.0.0.1")),
                RouteSource.to("127.0.0.1", IpFamily.IPV4));
        assertEquals(Optional.empty(), RouteSource.to("127.0.0.1", IpFamily.IPV6));
    }
}
