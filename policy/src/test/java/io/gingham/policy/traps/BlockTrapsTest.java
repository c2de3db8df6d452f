package io.gingham.policy.traps;

import io.gingham.policy.Scenario;
import org.junit.jupiter.api.Test;

/// ipBlock.
class BlockTrapsTest {

    private final Scenario cluster = Scenario.ofThreeByThree();

    private Scenario from(String peers) {
        return cluster.policy("x/p", "{podSelector: {}, ingress: [{from: " + peers + "}]}");
    }

    @Test
    void t18AnExceptedAddressMayBeAllowedByAnotherPolicy() {
        from("[{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.7/32]}}]")
                .denies("203.0.113.7 -> x/a TCP/80")
                .policy(
                        "x/q",
                        "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 203.0.113.7/32}}]}]}")
                .allows("203.0.113.7 -> x/a TCP/80", "203.0.113.8 -> x/a TCP/80");
    }

    @Test
    void t19AnExceptionDoesNotReachIntoAnotherBlockOfTheSameRule() {
        from("[{ipBlock: {cidr: 203.0.113.0/24}}, {ipBlock: {cidr: 203.0.0.0/16, except: [203.0.113.0/25]}}]")
                .allows("203.0.113.7 -> x/a TCP/80", "203.0.5.5 -> x/a TCP/80")
                .denies("203.1.0.1 -> x/a TCP/80");
    }

    @Test
    void t20TheWholeOfAFamilyIsThatFamilyWhole() {
        from("[{ipBlock: {cidr: '::/0'}}]")
                .allowsIpv6(
                        "64:ff9b::1 -> x/a TCP/80",
                        "fe80::1 -> x/a TCP/80",
                        "2001:db8::1 -> x/a TCP/80")
                .denies("203.0.113.1 -> x/a TCP/80");
        from("[{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]")
                .allows("203.0.113.1 -> x/a TCP/80")
                .denies("10.9.9.9 -> x/a TCP/80", "y/a -> x/a TCP/80")
                .deniesIpv6("2001:db8::1 -> x/a TCP/80");
    }

    @Test
    void t21AnExceptionAsLargeAsItsBlockLeavesNothing() {
        from("[{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.0/24]}}]")
                .denies("203.0.113.1 -> x/a TCP/80");
        from("[{ipBlock: {cidr: 0.0.0.0/0, except: [0.0.0.0/0]}}]")
                .denies("203.0.113.1 -> x/a TCP/80");
    }

    @Test
    void t21MappedAddressesAreIpv6AndHostBitsAreCleared() {
        from("[{ipBlock: {cidr: '::ffff:203.0.113.0/120'}}]").denies("203.0.113.1 -> x/a TCP/80");
        from("[{ipBlock: {cidr: 203.0.113.77/24}}]").allows("203.0.113.1 -> x/a TCP/80");
    }

    @Test
    void t22ABlockMatchesPodsByTheirAddress() {
        from("[{ipBlock: {cidr: 10.244.2.1/32}}]")
                .allows("y/a -> x/a TCP/80")
                .denies("y/b -> x/a TCP/80")
                .deniesIpv6("y/a -> x/a TCP/80");
    }

    @Test
    void nestedExceptionsAreAllLeftOut() {
        from("[{ipBlock: {cidr: 203.0.0.0/8, except: [203.0.113.0/24, 203.0.0.0/16]}}]")
                .allows("203.1.0.1 -> x/a TCP/80")
                .denies("203.0.113.1 -> x/a TCP/80", "203.0.1.1 -> x/a TCP/80");
    }

    /// The case `policy/notnets-everything` of the public reports (projectcalico/calico#9211), and
    /// what Felix does with the other family: it renders no rule there.
    @Test
    void whatIsInNoBlockIsOfTheBlocksFamily() {
        String policy =
                """
                apiVersion: projectcalico.org/v3
                kind: GlobalNetworkPolicy
                metadata: {name: p}
                spec:
                  selector: pod == 'a'
                  ingress: [{action: Deny, source: {notNets: ['%s']}}, {action: Allow}]
                """;
        Scenario.ofThreeByThree()
                .apply(policy.formatted("10.244.2.0/24"))
                .denies("x/b -> x/a TCP/80")
                .allows("y/b -> x/a TCP/80")
                .allowsIpv6("x/b -> x/a TCP/80", "y/b -> x/a TCP/80");
        Scenario.ofThreeByThree()
                .apply(policy.formatted("fd00:2::/64"))
                .allows("x/b -> x/a TCP/80")
                .deniesIpv6("x/b -> x/a TCP/80")
                .allowsIpv6("y/b -> x/a TCP/80");
        Scenario.ofThreeByThree()
                .apply(policy.formatted("0.0.0.0/0"))
                .allows("x/b -> x/a TCP/80")
                .allowsIpv6("x/b -> x/a TCP/80");
    }
}
