package io.gingham.bgp.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.bgp.filter.PolicyRule.Verdict;
import io.gingham.bgp.message.AsPath;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.OriginType;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.rib.RouteOrigin;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpPrefix;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoutePolicyTest {

    private static final RouteOrigin PEER = new RouteOrigin.Peer("tor", true);

    private static final IpPrefix PREFIX = IpPrefix.parse("192.0.2.0/24");
    private static final PathAttributes ROUTE =
            PathAttributes.of(
                    new PathAttribute.Origin(OriginType.IGP),
                    new PathAttribute.Path(AsPath.sequence(new AsNumber(65001))),
                    new PathAttribute.NextHop(IpAddress.parse("198.51.100.1")),
                    new PathAttribute.Communities(List.of(Community.of(65001, 1))));

    @Test
    void theFirstRuleThatDecidesDecides() {
        RoutePolicy policy =
                new RoutePolicy(
                        List.of(
                                rule(Verdict.CONTINUE, new RouteChange.SetLocalPref(200)),
                                rule(Verdict.ACCEPT, new RouteChange.SetMed(5)),
                                rule(Verdict.REJECT)),
                        RouteFilter.REJECT_ALL);
        PathAttributes accepted = policy.apply(PREFIX, PEER, ROUTE).orElseThrow();
        assertEquals(200, accepted.localPref());
        assertEquals(5, accepted.med());
    }

    @Test
    void whatNoRuleDecidesIsDecidedByTheRestWithTheChangesMadeSoFar() {
        RoutePolicy policy =
                new RoutePolicy(
                        List.of(rule(Verdict.CONTINUE, new RouteChange.SetLocalPref(7))),
                        RouteFilter.ACCEPT_ALL);
        assertEquals(7, policy.apply(PREFIX, PEER, ROUTE).orElseThrow().localPref());
        assertEquals(
                Optional.empty(),
                new RoutePolicy(List.of(), RouteFilter.REJECT_ALL).apply(PREFIX, PEER, ROUTE));
    }

    @Test
    void aRuleSeesWhatAnEarlierOneChanged() {
        RoutePolicy policy =
                new RoutePolicy(
                        List.of(
                                rule(
                                        Verdict.CONTINUE,
                                        new RouteChange.AddCommunities(
                                                RouteCommunities.parse(List.of("65000:9")))),
                                new PolicyRule(
                                        List.of(
                                                new RouteCondition.HasCommunity(
                                                        List.of(
                                                                CommunityPattern.parse(
                                                                        "65000:*")))),
                                        List.of(),
                                        Verdict.REJECT)),
                        RouteFilter.ACCEPT_ALL);
        assertEquals(Optional.empty(), policy.apply(PREFIX, PEER, ROUTE));
    }

    @Test
    void prependsInTheOrderWritten() {
        assertEquals(
                "65000 65009 65001",
                changed(new RouteChange.Prepend(List.of(new AsNumber(65000), new AsNumber(65009))))
                        .asPath()
                        .toString());
    }

    @Test
    void aNextHopIsSetWhereTheFamilyIsItsOwn() {
        RouteChange change = new RouteChange.SetNextHop(IpAddress.parse("203.0.113.9"));
        assertEquals(Optional.of(IpAddress.parse("203.0.113.9")), changed(change).nextHop());
        assertEquals(ROUTE, change.apply(IpPrefix.parse("2001:db8::/32"), ROUTE));
    }

    @Test
    void communitiesAreAddedOnceRemovedByPatternAndReplaced() {
        RouteCommunities more = RouteCommunities.parse(List.of("65001:1", "65001:2", "1:2:3"));
        PathAttributes added = changed(new RouteChange.AddCommunities(more));
        assertEquals(List.of(Community.of(65001, 1), Community.of(65001, 2)), added.communities());
        assertEquals(1, RouteCommunities.of(added).large().size());
        PathAttributes removed =
                new RouteChange.RemoveCommunities(
                                List.of(
                                        CommunityPattern.parse("65001:*"),
                                        CommunityPattern.parse("1:*:*")))
                        .apply(PREFIX, added);
        assertEquals(RouteCommunities.NONE, RouteCommunities.of(removed));
        assertEquals(Optional.empty(), removed.find(PathAttribute.Communities.class));
        RouteCommunities only = RouteCommunities.parse(List.of("rt:65000:1"));
        assertEquals(
                only,
                RouteCommunities.of(new RouteChange.SetCommunities(only).apply(PREFIX, added)));
    }

    @Test
    void aPriorityIsALocalPrefAsCalicoWritesIt() {
        PathAttributes set = changed(new RouteChange.SetPriority(512));
        assertEquals(2_147_483_135L, set.localPref());
        assertEquals(512, Priority.of(set));
        assertEquals(1024, Priority.of(ROUTE));
        assertEquals(2_147_482_623L, Priority.made(ROUTE).localPref());
    }

    @Test
    void policiesThatSayTheSameAreEqual() {
        RoutePolicy one = new RoutePolicy(List.of(prefixRule()), RouteFilter.REJECT_ALL);
        RoutePolicy same = new RoutePolicy(List.of(prefixRule()), RouteFilter.REJECT_ALL);
        assertEquals(one, same);
        assertEquals(one.hashCode(), same.hashCode());
    }

    private static PolicyRule prefixRule() {
        return new PolicyRule(
                List.of(
                        new RouteCondition.Prefixes(
                                PrefixList.of(PrefixRange.parse("10.0.0.0/8 le 24"))),
                        new RouteCondition.Path(List.of(AsPathPattern.parse("65001 *")))),
                List.of(),
                Verdict.ACCEPT);
    }

    private static PolicyRule rule(Verdict verdict, RouteChange... changes) {
        return new PolicyRule(List.of(), List.of(changes), verdict);
    }

    private static PathAttributes changed(RouteChange change) {
        return change.apply(PREFIX, ROUTE);
    }
}
