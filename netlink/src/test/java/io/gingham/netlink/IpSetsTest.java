package io.gingham.netlink;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.netlink.IpSets.IpSet;
import io.gingham.netlink.libc.Errno;
import io.gingham.netlink.libc.NetlinkException;
import io.gingham.netlink.message.SetEntry;
import io.gingham.netlink.message.SetType;
import io.gingham.process.ProcessRunner;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Runs in private namespaces, beside the `ipset` program.
class IpSetsTest {

    private static final ProcessRunner RUNNER = new ProcessRunner(Duration.ofSeconds(30));

    private final IpSets sets = IpSets.open();

    @AfterEach
    void leaveNothing() {
        run("ipset flush");
        run("ipset destroy");
        sets.close();
    }

    private static String run(String command) {
        return RUNNER.run(List.of(command.split(" "))).orThrow().stdoutText();
    }

    private static SetEntry.Address address(String text) {
        return new SetEntry.Address(IpAddress.parse(text));
    }

    private static SetEntry.Net net(String text) {
        return new SetEntry.Net(IpPrefix.parse(text));
    }

    private Map<String, IpSet> all() {
        return sets.list(name -> true);
    }

    private static IpSet of(Map<String, IpSet> sets, String name) {
        return requireNonNull(sets.get(name), name);
    }

    private void add(String name, SetEntry... entries) {
        sets.add(name, List.of(entries).iterator());
    }

    @Test
    void ipsetSeesWhatWasWritten() {
        sets.create("a4", SetType.HASH_IP, IpFamily.IPV4, 1 << 20);
        sets.create("a6", SetType.HASH_IP, IpFamily.IPV6, 70000);
        sets.create("n4", SetType.HASH_NET, IpFamily.IPV4, 70000);
        sets.create("n6", SetType.HASH_NET, IpFamily.IPV6, 70000);
        sets.create("p4", SetType.HASH_IP_PORT, IpFamily.IPV4, 70000);
        sets.create("p6", SetType.HASH_IP_PORT, IpFamily.IPV6, 70000);
        add("a4", address("10.0.0.1"), address("10.0.0.2"), address("10.0.0.1"));
        add("a6", address("fd00::1"));
        add("n4", net("10.0.0.0/8"), net("192.0.2.1/32"), net("0.0.0.0/1"));
        add("n6", net("fd00::/8"), net("::1.2.3.4/128"));
        add(
                "p4",
                new SetEntry.AddressPort(IpAddress.parse("10.0.0.1"), 6, 80),
                new SetEntry.AddressPort(IpAddress.parse("10.0.0.1"), 132, 65535));
        add("p6", new SetEntry.AddressPort(IpAddress.parse("fd00::1"), 17, 53));
        String saved = run("ipset save");
        for (String line :
                List.of(
                        "create a4 hash:ip family inet hashsize 1024 maxelem 1048576",
                        "create p6 hash:ip,port family inet6 hashsize 1024 maxelem 70000",
                        "add a4 10.0.0.1",
                        "add a4 10.0.0.2",
                        "add a6 fd00::1",
                        "add n4 10.0.0.0/8",
                        "add n4 192.0.2.1",
                        "add n4 0.0.0.0/1",
                        "add n6 fd00::/8",
                        "add p4 10.0.0.1,tcp:80",
                        "add p4 10.0.0.1,sctp:65535",
                        "add p6 fd00::1,udp:53")) {
            assertTrue(saved.contains(line + "\n") || saved.contains(line + " "), line + saved);
        }
        assertEquals("hash:ip,port inet6", of(all(), "p6").kind());
        assertEquals(
                Set.of(net("10.0.0.0/8"), net("192.0.2.1/32"), net("0.0.0.0/1")),
                of(all(), "n4").entries());
    }

    @Test
    void readsWhatIpsetWroteAndKnowsWhatItCouldNotHaveWritten() {
        run("ipset create t hash:ip timeout 300");
        run("ipset add t 10.0.0.1");
        run("ipset create n hash:net");
        run("ipset add n 10.0.0.0/8 nomatch");
        run("ipset add n 10.1.0.0/16");
        run("ipset create l list:set");
        run("ipset add l n");
        Map<String, IpSet> found = all();
        assertEquals("hash:ip inet", of(found, "t").kind());
        assertTrue(of(found, "t").entries().iterator().next() instanceof SetEntry.Other);
        assertTrue(of(found, "n").entries().contains(net("10.1.0.0/16")));
        assertTrue(
                of(found, "n").entries().stream().anyMatch(e -> e instanceof SetEntry.Other),
                found.toString());
        assertEquals("list:set", of(found, "l").kind());
        assertEquals(Set.of("n"), sets.list(name -> name.equals("n")).keySet());
    }

    @Test
    void largeSetsComeWholeAndInPieces() {
        sets.create("big", SetType.HASH_IP_PORT, IpFamily.IPV6, 1 << 20);
        List<SetEntry> entries =
                Stream.iterate(0, i -> i + 1)
                        .limit(100_000)
                        .map(
                                i ->
                                        (SetEntry)
                                                new SetEntry.AddressPort(
                                                        IpAddress.ipv6(0xfd00L << 48, i), 6, 80))
                        .toList();
        sets.add("big", entries.iterator());
        assertEquals(new HashSet<>(entries), of(all(), "big").entries());
        sets.remove("big", entries.subList(1, entries.size()).iterator());
        assertEquals(Set.of(entries.getFirst()), of(all(), "big").entries());
        // What is so already is fine.
        sets.remove("big", entries.iterator());
        sets.remove("big", entries.iterator());
        assertEquals(Set.of(), of(all(), "big").entries());
    }

    @Test
    void aSetThatRulesReferToStays() {
        sets.create("used", SetType.HASH_IP, IpFamily.IPV4, 1000);
        sets.create("free", SetType.HASH_IP, IpFamily.IPV4, 1000);
        run("iptables-legacy -A OUTPUT -m set --match-set used dst -j ACCEPT");
        try {
            assertEquals(List.of("used"), sets.destroy(List.of("free", "used", "absent")));
        } finally {
            run("iptables-legacy -D OUTPUT -m set --match-set used dst -j ACCEPT");
        }
        assertEquals(List.of(), sets.destroy(List.of("used")));
    }

    @Test
    void refusalsAreInWords() {
        sets.create("a", SetType.HASH_IP, IpFamily.IPV4, 2);
        NetlinkException twice =
                assertThrows(
                        NetlinkException.class,
                        () -> sets.create("a", SetType.HASH_IP, IpFamily.IPV4, 2));
        assertTrue(twice.is(Errno.EEXIST), twice.getMessage());
        NetlinkException family =
                assertThrows(NetlinkException.class, () -> add("a", address("fd00::1")));
        assertTrue(
                String.valueOf(family.getMessage()).startsWith("add fd00::1 to ipset a: "),
                family.getMessage());
        NetlinkException full =
                assertThrows(
                        NetlinkException.class,
                        () ->
                                add(
                                        "a",
                                        address("10.0.0.1"),
                                        address("10.0.0.2"),
                                        address("10.0.0.3"),
                                        address("10.0.0.4"),
                                        address("10.0.0.5"),
                                        address("10.0.0.6"),
                                        address("10.0.0.7"),
                                        address("10.0.0.8"),
                                        address("10.0.0.9")));
        assertTrue(String.valueOf(full.getMessage()).contains("full"), full.getMessage());
        assertThrows(NetlinkException.class, () -> add("absent", address("10.0.0.1")));
    }
}
