package io.gingham.dataplane.iptables;

import static io.gingham.dataplane.iptables.TestPolicies.ANYTHING;
import static io.gingham.dataplane.iptables.TestPolicies.WEB;
import static io.gingham.dataplane.iptables.TestPolicies.denyAll;
import static io.gingham.dataplane.iptables.TestPolicies.fromPod;
import static io.gingham.dataplane.iptables.TestPolicies.fromPodToWeb;
import static io.gingham.dataplane.iptables.TestPolicies.ingress;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gingham.dataplane.DataplaneException;
import io.gingham.dataplane.Receipt;
import io.gingham.dataplane.rules.RulesConfig;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Resource;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written into the kernel and what is left alone, with both variants of iptables.
@ParameterizedClass
@ValueSource(strings = {"-nft", "-legacy"})
class ReconcileKernelTest {

    private final PolicyKernel kernel;
    private final TestPod a;
    private final TestPod b;
    private final String variant;

    ReconcileKernelTest(String variant) {
        this.variant = variant;
        kernel = new PolicyKernel(variant);
        a = kernel.a();
        b = kernel.b();
    }

    @AfterEach
    void leaveNothing() {
        kernel.close();
    }

    @Test
    void aSecondApplyWritesNothingNorDoesARestartedAgent() {
        Policy policy = ingress("b", fromPodToWeb("a"));
        assertFalse(
                kernel.dataplane().apply(PolicyKernel.resources(List.of(a, b), policy)).isEmpty());
        assertTrue(
                kernel.dataplane().apply(PolicyKernel.resources(List.of(a, b), policy)).isEmpty());
        assertTrue(kernel.dataplane().resync().isEmpty());
        assertTrue(
                kernel.restarted().apply(PolicyKernel.resources(List.of(a, b), policy)).isEmpty());
        String counters = kernel.counters();
        assertTrue(TestNode.connects(a, b, IpFamily.IPV4, true));
        assertNotEquals(counters, kernel.counters());
        String after = kernel.counters();
        kernel.restarted().apply(PolicyKernel.resources(List.of(a, b), policy));
        assertEquals(after, kernel.counters());
    }

    @Test
    void writesOnlyTheChainsThatDiffer() {
        kernel.apply(ingress("b", ANYTHING));
        Receipt receipt =
                kernel.dataplane().apply(PolicyKernel.resources(List.of(a, b), ingress("b", WEB)));
        assertEquals(2, receipt.tables().size());
        for (Receipt.TableWrite table : receipt.tables()) {
            assertEquals(1, table.chainsWritten().size(), receipt.toString());
            assertTrue(table.chainsWritten().getFirst().startsWith("gham-pi-"));
            assertEquals(List.of(), table.hooksWritten());
        }
    }

    @Test
    void leavesForeignRulesUntouched() {
        for (String program : List.of("iptables", "ip6tables")) {
            TestNode.run(program + variant + " -N THEIRS");
            TestNode.run(program + variant + " -A THEIRS -j RETURN");
            TestNode.run(program + variant + " -A FORWARD -j THEIRS");
            TestNode.run(program + variant + " -A INPUT -p tcp --dport 1 -j DROP");
        }
        TestNode.run("ipset create theirs hash:ip");
        String before = kernel.foreign();
        kernel.apply(denyAll());
        kernel.apply(ingress("b", ANYTHING));
        kernel.dataplane().resync();
        assertEquals(before, kernel.foreign());
        kernel.dataplane().uninstall();
        assertEquals(before, kernel.foreign());
        for (String program : List.of("iptables", "ip6tables")) {
            TestNode.run(program + variant + " -F FORWARD");
            TestNode.run(program + variant + " -F INPUT");
            TestNode.run(program + variant + " -F THEIRS");
            TestNode.run(program + variant + " -X THEIRS");
        }
        TestNode.run("ipset destroy theirs");
    }

    @Test
    void resyncHealsWhatOthersFlushedOrChanged() {
        Policy policy = ingress("b", fromPod("c"));
        kernel.dataplane().apply(PolicyKernel.resources(List.of(a, b), policy));
        String iptables = "iptables" + variant;
        TestNode.run(iptables + " -F FORWARD");
        TestNode.run(iptables + " -F gham-to-wl");
        TestNode.run(iptables + " -I gham-wl-to-host 1 -j ACCEPT");
        String set = PolicyKernel.setName();
        TestNode.run("ipset add " + set + " " + a.ipv4());
        assertTrue(TestNode.connects(a, b, IpFamily.IPV4, true));
        Receipt receipt = kernel.dataplane().resync();
        assertEquals(
                List.of("gham-to-wl", "gham-wl-to-host"),
                receipt.tables().getFirst().chainsWritten());
        assertEquals(List.of("FORWARD"), receipt.tables().getFirst().hooksWritten());
        assertEquals(1, receipt.membersRemoved());
        assertFalse(TestNode.connects(a, b, IpFamily.IPV4, false));
        assertTrue(kernel.dataplane().resync().isEmpty());
    }

    @Test
    void resyncPutsTheHookFirstAgain() {
        kernel.apply();
        TestNode.run("iptables" + variant + " -I FORWARD 1 -s 192.0.2.1 -j ACCEPT");
        assertEquals(
                List.of("FORWARD"), kernel.dataplane().resync().tables().getFirst().hooksWritten());
        String first =
                kernel.save(IpFamily.IPV4)
                        .lines()
                        .filter(l -> l.startsWith("-A FORWARD"))
                        .findFirst()
                        .orElse("");
        assertTrue(first.contains("gham-FORWARD"), first);
        TestNode.run("iptables" + variant + " -D FORWARD -s 192.0.2.1 -j ACCEPT");
    }

    @Test
    void aSetThatNoRuleUsesAnyMoreIsDestroyed() {
        kernel.apply(ingress("b", fromPod("a")));
        assertNotEquals("", PolicyKernel.setName());
        Receipt receipt = kernel.dataplane().apply(PolicyKernel.resources(List.of(a, b)));
        assertEquals("", PolicyKernel.setName());
    }

    @Test
    void masqueradesFromPoolsToTheWorldOnly() {
        IpAddress world = kernel.node().addWorld();
        kernel.apply();
        assertFalse(TestNode.connects(a, world, false));
        RulesConfig rules =
                RulesConfig.DEFAULT.withPools(
                        List.of(new RulesConfig.Pool(IpPrefix.parse("10.65.0.0/16"), true)));
        TestDataplane masquerading = new TestDataplane(variant, rules, List.of(IpFamily.values()));
        masquerading.apply(PolicyKernel.resources(List.of(a, b)));
        assertTrue(TestNode.connects(a, world, true));
        assertTrue(masquerading.resync().isEmpty());
        assertTrue(TestNode.connects(a, b, IpFamily.IPV4, true));
        Receipt receipt = kernel.dataplane().resync();
        assertEquals(List.of("gham-POSTROUTING"), receipt.tables().getFirst().chainsRemoved());
    }

    @Test
    void aSetOfOurNameAndAnotherKindIsMadeAnew() {
        Policy policy = ingress("b", fromPod("a"));
        kernel.apply(policy);
        String name = PolicyKernel.setName();
        kernel.dataplane().uninstall();
        TestNode.run("ipset create " + name + " bitmap:port range 1-100");
        kernel.restarted().apply(PolicyKernel.resources(List.of(a, b), policy));
        assertTrue(TestNode.run("ipset list " + name).contains("Type: hash:ip"));
        assertTrue(TestNode.connects(a, b, IpFamily.IPV4, true));
        assertTrue(kernel.dataplane().resync().isEmpty());
    }

    @Test
    void aSetOfOurNameAndAnotherKindThatSomebodyUsesIsSaidWithWhatToDo() {
        Policy policy = ingress("b", fromPod("a"));
        kernel.apply(policy);
        String name = PolicyKernel.setName();
        kernel.dataplane().uninstall();
        TestNode.run("ipset create " + name + " hash:net");
        String rule = " OUTPUT -m set --match-set " + name + " dst -j ACCEPT";
        TestNode.run("iptables" + variant + " -A" + rule);
        TestDataplane restarted = kernel.restarted();
        List<Resource> program = PolicyKernel.resources(List.of(a, b), policy);
        DataplaneException e =
                assertThrows(DataplaneException.class, () -> restarted.apply(program));
        assertTrue(String.valueOf(e.getMessage()).contains(name), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains("remove those rules"), e.getMessage());
        TestNode.run("iptables" + variant + " -D" + rule);
        restarted.apply(program);
        assertTrue(TestNode.connects(a, b, IpFamily.IPV4, true));
    }

    @Test
    void aRefusedTableKeepsItsRulesAndTheNextApplyTriesAgain() {
        kernel.apply(denyAll());
        TestDataplane broken =
                new TestDataplane("-absent", RulesConfig.DEFAULT, List.of(IpFamily.IPV4));
        DataplaneException e =
                assertThrows(
                        DataplaneException.class,
                        () -> broken.apply(PolicyKernel.resources(List.of(a, b))));
        assertEquals(DataplaneException.Step.READ_RULES, e.step());
        assertTrue(
                String.valueOf(e.getMessage())
                        .matches(
                                "(?s).*can't start 'iptables-absent-save': .*; install it or put its folder on the PATH"),
                e.getMessage());
        assertFalse(TestNode.connects(a, b, IpFamily.IPV4, false));
        assertTrue(kernel.dataplane().resync().isEmpty());
    }

    @Test
    void theVariantTheKubeletUsesIsFound() {
        TestNode.run("iptables" + variant + " -t mangle -N KUBE-KUBELET-CANARY");
        assertEquals(variant, IptablesCommands.detect(TestNode.RUNNER).suffix());
        TestNode.run("iptables" + variant + " -t mangle -X KUBE-KUBELET-CANARY");
        assertEquals("", IptablesCommands.detect(TestNode.RUNNER).suffix());
    }

    /// The case `cni/iptables-variant-change` of the public reports; projectcalico/calico#5482.
    @Test
    void takesItsRulesOutOfTheOtherVariantOnceTheNewOnesStand() {
        String foreign = kernel.foreign();
        kernel.dataplane().apply(PolicyKernel.resources(List.of(a), ingress("a", ANYTHING)));
        String old = variant;
        String other = variant.equals("-nft") ? "-legacy" : "-nft";
        TestDataplane after = new TestDataplane(other);
        // b is new, and unknown to the old rules.
        after.apply(PolicyKernel.resources(List.of(a, b), ingress("a", fromPod("b"))));
        assertEquals("", kernel.ours(old));
        assertTrue(TestNode.connects(b, a, IpFamily.IPV4, true));
        assertTrue(TestNode.connects(b, a, IpFamily.IPV6, true));
        assertTrue(after.resync().isEmpty());
        // A stray agent of old writes again: the next refresh sees it.
        kernel.restarted().apply(PolicyKernel.resources(List.of(a), ingress("a", ANYTHING)));
        after.resync();
        assertEquals("", kernel.ours(old));
        after.uninstall();
        assertEquals("", kernel.ours(other));
        assertEquals(foreign, kernel.foreign());
    }

    @Test
    void uninstallTakesAwayWhatIsInEitherVariant() {
        kernel.dataplane().apply(PolicyKernel.resources(List.of(a), ingress("a", ANYTHING)));
        String other = variant.equals("-nft") ? "-legacy" : "-nft";
        new TestDataplane(other).uninstall();
        assertEquals("", kernel.ours());
    }

    @Test
    void anAddressThatNoSetCanHoldStopsNothing() {
        Policy policy = ingress("a", fromPod("b"));
        TestPod odd = b.withIpv4(IpAddress.parse("0.0.0.0"));
        kernel.dataplane().apply(PolicyKernel.resources(List.of(a, odd), policy));
        assertTrue(TestNode.connects(b, a, IpFamily.IPV6, true));
    }

    /// The case `cni/firewall-plugin` of the public reports, and a flush: not healed by looking,
    /// but seen and said.
    @Test
    void tellsWhatOthersChanged() {
        Policy policy = ingress("a", fromPod("b"));
        List<Resource> program = PolicyKernel.resources(List.of(a, b), policy);
        assertEquals(List.of(), kernel.dataplane().drift(true));
        kernel.dataplane().apply(program);
        assertEquals(List.of(), kernel.dataplane().drift(true));
        String iptables = "iptables" + variant + " ";
        TestNode.run(iptables + "-I FORWARD 1 -j ACCEPT");
        assertTrue(
                kernel.dataplane()
                        .drift(false)
                        .toString()
                        .contains("IPV4 filter table: in FORWARD"),
                kernel.dataplane().drift(false).toString());
        TestNode.run(iptables + "-D FORWARD 1");
        TestNode.run(iptables + "-F");
        assertTrue(
                kernel.dataplane().drift(false).toString().contains("chains (gham-"),
                kernel.dataplane().drift(false).toString());
        // What was seen the next apply repairs, without being asked to read the kernel.
        kernel.dataplane().apply(program);
        assertEquals(List.of(), kernel.dataplane().drift(true));
        TestNode.run("ipset flush " + PolicyKernel.setName());
        assertEquals(List.of(), kernel.dataplane().drift(false));
        assertTrue(
                kernel.dataplane().drift(true).toString().contains("1 members gone"),
                kernel.dataplane().drift(true).toString());
        kernel.dataplane().apply(program);
        assertEquals(List.of(), kernel.dataplane().drift(true));
    }
}
