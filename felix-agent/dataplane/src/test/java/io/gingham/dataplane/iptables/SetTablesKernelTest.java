package io.gingham.dataplane.iptables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.dataplane.iptables.SetTables.Added;
import io.gingham.dataplane.rules.RulesConfig;
import io.gingham.dataplane.rules.RulesConfig.Pool;
import io.gingham.dataplane.rules.Wanted;
import io.gingham.netlink.IpSets;
import io.gingham.policy.program.Program;
import io.gingham.policy.program.ProgramSet;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.policy.program.ProgramUpdate;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sets in a real kernel, without rules: what is written, and what is left alone.
class SetTablesKernelTest {

    private static final List<IpFamily> BOTH = List.of(IpFamily.values());

    private final IpSets kernel = IpSets.open();
    private final Program program = new Program("n1");

    @AfterEach
    void leaveNothing() {
        TestNode.run("ipset flush");
        TestNode.run("ipset destroy");
        kernel.close();
    }

    private static Member address(String text) {
        return new Member.Address(IpAddress.parse(text));
    }

    private static Member net(String text) {
        return new Member.Net(IpPrefix.parse(text));
    }

    private void add(String id, ProgramSet.Type type, Member... members) {
        program.apply(
                List.of(
                        new ProgramUpdate.SetAdded(
                                new ProgramSet(id, type, "test"), Set.of(members))));
    }

    private Wanted wanted(List<IpFamily> families) {
        return new Wanted(program, RulesConfig.DEFAULT, families);
    }

    /// How many were created, added and removed; then how many were destroyed.
    private static String bring(SetTables sets, Wanted wanted) {
        Added added = sets.addMissing(wanted);
        int removed = sets.removeMembers(added.surplus());
        return "%d +%d -%d, %s destroyed"
                .formatted(
                        added.created().size(),
                        added.members(),
                        removed,
                        sets.destroy(0).destroyed());
    }

    private static Set<String> saved() {
        return new TreeSet<>(
                TestNode.run("ipset save")
                        .lines()
                        .map(line -> line.replaceAll(" (hashsize|bucketsize|initval) \\S+", ""))
                        .toList());
    }

    @Test
    void writesOnlyWhatDiffers() {
        TestNode.run("ipset create theirs hash:ip");
        TestNode.run("ipset create gham4-x hash:ip");
        TestNode.run("ipset add gham4-x 10.0.0.1");
        TestNode.run("ipset add gham4-x 10.0.0.2");
        TestNode.run("ipset create gham6-y hash:net family inet6");
        add("x", ProgramSet.Type.ADDRESSES, address("10.0.0.2"), address("10.0.0.3"));
        add("z", ProgramSet.Type.ADDRESSES, address("10.0.0.4"));
        SetTables sets = new SetTables(kernel, BOTH);
        assertEquals("3 +2 -1, [gham6-y] destroyed", bring(sets, wanted(BOTH)));
        assertEquals("0 +0 -0, [] destroyed", bring(sets, wanted(BOTH)));
        assertEquals(
                Set.of(
                        "create theirs hash:ip family inet maxelem 65536",
                        "create gham4-x hash:ip family inet maxelem 65536",
                        "create gham4-z hash:ip family inet maxelem 1048576",
                        "create gham6-x hash:ip family inet6 maxelem 1048576",
                        "create gham6-z hash:ip family inet6 maxelem 1048576",
                        "add gham4-x 10.0.0.2",
                        "add gham4-x 10.0.0.3",
                        "add gham4-z 10.0.0.4"),
                saved());
    }

    @Test
    void setsOfAFamilyThatIsNotEnforcedAreLeftAlone() {
        TestNode.run("ipset create gham4-x hash:ip");
        TestNode.run("ipset create gham6-y hash:net family inet6");
        SetTables sets = new SetTables(kernel, List.of(IpFamily.IPV6));
        assertEquals("0 +0 -0, [gham6-y] destroyed", bring(sets, wanted(List.of(IpFamily.IPV6))));
        assertEquals(Set.of("create gham4-x hash:ip family inet maxelem 65536"), saved());
    }

    @Test
    void otherSpellingsOfAnAddressAreTheSameAndAnotherMeaningIsNot() {
        TestNode.run("ipset create gham6-y hash:net family inet6");
        TestNode.run("ipset add gham6-y ::1.2.3.4");
        TestNode.run("ipset add gham6-y fd00::/8 nomatch");
        TestNode.run("ipset add gham6-y fd00:1::/32 nomatch");
        add("y", ProgramSet.Type.NETS, net("::102:304/128"), net("fd00::/8"));
        SetTables sets = new SetTables(kernel, BOTH);
        assertEquals("1 +1 -1, [] destroyed", bring(sets, wanted(BOTH)));
        assertTrue(saved().contains("add gham6-y fd00::/8"), saved().toString());
        assertEquals("0 +0 -0, [] destroyed", bring(sets, wanted(BOTH)));
    }

    @Test
    void aSetOfAnotherKindIsMadeAnewWithAllItsMembers() {
        add("x", ProgramSet.Type.ADDRESSES, address("10.0.0.1"));
        for (String kind : List.of("hash:net", "hash:ip family inet6", "list:set")) {
            TestNode.run("ipset create gham4-x " + kind);
            bring(new SetTables(kernel, BOTH), wanted(BOTH));
            assertTrue(
                    saved().containsAll(
                                    List.of(
                                            "create gham4-x hash:ip family inet maxelem 1048576",
                                            "add gham4-x 10.0.0.1")),
                    saved().toString());
            TestNode.run("ipset destroy gham4-x");
        }
    }

    @Test
    void t48AHundredThousandMembersAreNoDifferenceAndOneMoreIsOne() {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            members.add(new Member.Address(IpAddress.ipv4(0x0a000000 + i)));
        }
        add("x", ProgramSet.Type.ADDRESSES, members.toArray(Member[]::new));
        Wanted wanted = wanted(BOTH);
        SetTables sets = new SetTables(kernel, BOTH);
        assertEquals("2 +100000 -0, [] destroyed", bring(sets, wanted));
        assertEquals("0 +0 -0, [] destroyed", bring(new SetTables(kernel, BOTH), wanted(BOTH)));
        List<ProgramUpdate> more =
                List.of(
                        new ProgramUpdate.MembersChanged(
                                "x",
                                Set.of(address("192.0.2.1"), address("2001:db8::1")),
                                Set.of(address("10.0.0.7"))));
        program.apply(more);
        Added added = sets.add(wanted.apply(more), wanted);
        assertEquals(2, added.members());
        assertEquals(1, sets.removeMembers(added.surplus()));
        assertEquals("0 +0 -0, [] destroyed", bring(sets, wanted));
    }

    /// A block of everything is two halves in the kernel, and each half may be a member itself.
    @Test
    void whatAnotherMemberBringsStaysWhenOneGoes() {
        add("x", ProgramSet.Type.NETS, net("0.0.0.0/0"), net("128.0.0.0/1"), net("::/0"));
        Wanted wanted = wanted(BOTH);
        SetTables sets = new SetTables(kernel, BOTH);
        bring(sets, wanted);
        apply(sets, wanted, Set.of(), Set.of(net("0.0.0.0/0")));
        assertEquals(Set.of("add gham4-x 128.0.0.0/1"), members("gham4-x"));
        apply(sets, wanted, Set.of(net("0.0.0.0/0")), Set.of());
        apply(sets, wanted, Set.of(), Set.of(net("128.0.0.0/1"), net("::/0")));
        assertEquals(
                Set.of("add gham4-x 0.0.0.0/1", "add gham4-x 128.0.0.0/1"), members("gham4-x"));
        assertEquals(Set.of(), members("gham6-x"));
    }

    private void apply(SetTables sets, Wanted wanted, Set<Member> more, Set<Member> fewer) {
        List<ProgramUpdate> updates = List.of(new ProgramUpdate.MembersChanged("x", more, fewer));
        program.apply(updates);
        sets.removeMembers(sets.add(wanted.apply(updates), wanted).surplus());
    }

    private static Set<String> members(String set) {
        Set<String> lines = new HashSet<>(saved());
        lines.removeIf(line -> !line.startsWith("add " + set + " "));
        return lines;
    }

    @Test
    void poolsAreSetsToo() {
        Wanted wanted =
                new Wanted(
                        program,
                        RulesConfig.DEFAULT.withPools(
                                List.of(
                                        new Pool(IpPrefix.parse("10.1.0.0/16"), true),
                                        new Pool(IpPrefix.parse("0.0.0.0/0"), false))),
                        BOTH);
        bring(new SetTables(kernel, BOTH), wanted);
        assertEquals(Set.of("add gham4-masq-pools 10.1.0.0/16"), members("gham4-masq-pools"));
        assertEquals(3, members("gham4-all-pools").size());
    }

    @Test
    void aSetThatIsWantedAgainWhileARuleHoldsTheOldOneIsTheOldOne() {
        add("x", ProgramSet.Type.ADDRESSES, address("10.0.0.1"), address("10.0.0.2"));
        Wanted wanted = wanted(List.of(IpFamily.IPV4));
        SetTables sets = new SetTables(kernel, List.of(IpFamily.IPV4));
        bring(sets, wanted);
        String rule = " OUTPUT -m set --match-set gham4-x dst -j ACCEPT";
        TestNode.run("iptables-legacy -A" + rule);
        try {
            List<ProgramUpdate> gone = List.of(new ProgramUpdate.SetRemoved("x"));
            program.apply(gone);
            sets.add(wanted.apply(gone), wanted);
            assertEquals(List.of("gham4-x"), sets.destroy(0).inUse());
            List<ProgramUpdate> back =
                    List.of(
                            new ProgramUpdate.SetAdded(
                                    new ProgramSet("x", ProgramSet.Type.ADDRESSES, "test"),
                                    Set.of(address("10.0.0.2"), address("10.0.0.3"))));
            program.apply(back);
            sets.removeMembers(sets.add(wanted.apply(back), wanted).surplus());
            assertEquals(
                    Set.of("add gham4-x 10.0.0.2", "add gham4-x 10.0.0.3"), members("gham4-x"));
            assertEquals(List.of(), sets.tidy());
            assertEquals(2, members("gham4-x").size());
        } finally {
            TestNode.run("iptables-legacy -D" + rule);
        }
    }
}
