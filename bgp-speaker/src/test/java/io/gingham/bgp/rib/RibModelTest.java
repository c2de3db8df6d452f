package io.gingham.bgp.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gingham.bgp.codec.CodecContext;
import io.gingham.bgp.codec.CodecContext.Direction;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.BgpMessage;
import io.gingham.bgp.message.BgpMessage.Update;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.Nlri;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.MpReach;
import io.gingham.bgp.message.PathAttribute.MpUnreach;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.delta.Delta;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever happened on the way, what peers and the kernel have been told is what a speaker tells
/// that learns the same routes in one go.
class RibModelTest {

    private static final Set<AddressFamily> BOTH =
            Set.of(AddressFamily.IPV4_UNICAST, AddressFamily.IPV6_UNICAST);
    private static final CodecContext SEVERAL_PATHS =
            TestRib.CONTEXT.with(Direction.PLAIN, new Direction(false, BOTH));
    private static final IpAddress OUR_V6 = IpAddress.parse("fd00::100");
    private static final RouteFilter WITHOUT_MED =
            (_, _, attributes) -> Optional.of(attributes.without(PathAttribute.Med.TYPE));
    private static final RouteFilter NO_SIXES =
            (prefix, _, attributes) ->
                    prefix.family() == IpFamily.IPV6 ? Optional.empty() : Optional.of(attributes);
    private static final List<RouteFilter> FILTERS =
            List.of(RouteFilter.ACCEPT_ALL, WITHOUT_MED, NO_SIXES, RouteFilter.REJECT_ALL);
    private static final List<IpPrefix> PREFIXES =
            IntStream.range(0, 12)
                    .mapToObj(i -> i % 3 == 0 ? "2001:db8:" + i + "::/48" : "10.1." + i + ".0/24")
                    .map(IpPrefix::parse)
                    .toList();

    /// A peer as it is to both speakers, and what it said and heard.
    private static final class Party {
        final RibPeer peer;
        final CodecContext context;
        final Map<IpPrefix, PathAttributes> said = new LinkedHashMap<>();
        final Map<Nlri, PathAttributes> heard = new HashMap<>();
        RouteFilter importFilter = RouteFilter.ACCEPT_ALL;
        RouteFilter exportFilter = RouteFilter.ACCEPT_ALL;
        boolean up;

        Party(RibPeer plain, PeerTreatment treatment, CodecContext context) {
            this.peer =
                    new RibPeer(
                            plain.name(),
                            plain.address(),
                            plain.asNumber(),
                            plain.external(),
                            plain.routerId(),
                            plain.localAddress(),
                            BOTH,
                            Map.of(IpFamily.IPV4, Routes.OUR_ADDRESS, IpFamily.IPV6, OUR_V6),
                            false,
                            treatment,
                            Optional.empty());
            this.context = context;
        }

        void hear(List<BgpMessage> messages) {
            for (BgpMessage message : messages) {
                if (message instanceof Update update) {
                    hear(update);
                }
            }
        }

        private void hear(Update update) {
            update.withdrawn().forEach(heard::remove);
            update.attributes()
                    .find(MpUnreach.class)
                    .ifPresent(gone -> gone.withdrawn().forEach(heard::remove));
            update.announced().forEach(nlri -> heard.put(nlri, update.attributes()));
            update.attributes()
                    .find(MpReach.class)
                    .ifPresent(
                            reach ->
                                    reach.announced()
                                            .forEach(
                                                    nlri ->
                                                            heard.put(
                                                                    nlri,
                                                                    withoutPrefixes(
                                                                            update, reach))));
        }

        private static PathAttributes withoutPrefixes(Update update, MpReach reach) {
            return update.attributes()
                    .with(new MpReach(reach.family(), reach.nextHops(), List.of()));
        }

        /// By prefix, for names of paths may differ.
        Map<IpPrefix, Set<PathAttributes>> known() {
            return heard.entrySet().stream()
                    .collect(
                            Collectors.groupingBy(
                                    entry -> entry.getKey().prefix(),
                                    TreeMap::new,
                                    Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));
        }
    }

    private static List<Party> parties() {
        PeerTreatment plain = PeerTreatment.PLAIN;
        PeerTreatment three =
                new PeerTreatment(
                        false, Optional.empty(), false, NextHopMode.DEFAULT, 0, false, true, 3);
        return List.of(
                new Party(Routes.peer(1, 64601), plain, TestRib.CONTEXT),
                new Party(Routes.peer(2, 64602), plain, TestRib.CONTEXT),
                new Party(Routes.peer(3, 64603), three, SEVERAL_PATHS),
                new Party(Routes.peer(11, 64512), plain.withClient(), TestRib.CONTEXT),
                new Party(Routes.peer(12, 64512), plain.withClient(), TestRib.CONTEXT),
                new Party(Routes.peer(13, 64512), plain, TestRib.CONTEXT));
    }

    private final List<Party> parties = parties();
    private final Map<IpPrefix, BestPath> kernel = new TreeMap<>();
    private final TestRib world = new TestRib(new Rib(Routes.SETTINGS, false, 1 << 12));
    private Set<IpPrefix> own = Set.of();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void theWayDoesNotMatter(long seed) {
        Random random = new Random(seed);
        for (Party party : parties) {
            world.rib.addPeer(party.peer.name(), party.importFilter, party.exportFilter);
        }
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < 25; i++) {
                step(random);
            }
            everybodyReads();
            compare("seed " + seed + ", round " + round);
        }
    }

    private void step(Random random) {
        Party party = parties.get(random.nextInt(parties.size()));
        String name = party.peer.name();
        switch (random.nextInt(16)) {
            case 0 -> {
                if (party.up) {
                    party.up = false;
                    party.said.clear();
                    world.rib.sessionDown(name, false);
                }
            }
            case 1, 2 -> sessionUp(party);
            case 3 -> {
                party.importFilter = FILTERS.get(random.nextInt(FILTERS.size()));
                world.rib.changeFilters(name, party.importFilter, party.exportFilter);
            }
            case 4 -> {
                party.exportFilter = FILTERS.get(random.nextInt(FILTERS.size()));
                world.rib.changeFilters(name, party.importFilter, party.exportFilter);
            }
            case 5 ->
                    world.rib.refresh(
                            name,
                            random.nextBoolean()
                                    ? AddressFamily.IPV4_UNICAST
                                    : AddressFamily.IPV6_UNICAST);
            case 6 -> {
                own =
                        PREFIXES.stream()
                                .filter(_ -> random.nextInt(6) == 0)
                                .collect(Collectors.toSet());
                world.rib.originate(own);
            }
            case 7 -> {
                if (party.up) {
                    world.ear(party.peer).backlog = random.nextBoolean() ? 1 << 20 : 0;
                }
            }
            case 8 -> world.rib.tell(1 + random.nextInt(5));
            case 9 -> takeChanges();
            case 10, 11 -> {
                if (party.up) {
                    withdraw(world.rib, party, anyPrefix(random));
                }
            }
            default -> {
                if (party.up) {
                    IpPrefix prefix = anyPrefix(random);
                    PathAttributes attributes = attributes(party, random);
                    party.said.put(prefix, attributes);
                    announce(world.rib, party, prefix, attributes);
                }
            }
        }
    }

    private void sessionUp(Party party) {
        if (!party.up) {
            party.up = true;
            party.heard.clear();
            world.sessionUp(party.peer, party.context);
        }
    }

    private static IpPrefix anyPrefix(Random random) {
        return PREFIXES.get(random.nextInt(PREFIXES.size()));
    }

    private static PathAttributes attributes(Party party, Random random) {
        long[] path =
                party.peer.external()
                        ? new long[] {party.peer.asNumber().value()}
                        : new long[] {64700 + random.nextInt(2)};
        if (random.nextInt(3) == 0) {
            path = new long[] {path[0], 64800};
        }
        PathAttributes attributes =
                Routes.attributes("10.0.0." + (20 + random.nextInt(2)), path)
                        .with(new PathAttribute.Med(random.nextInt(2)));
        return switch (random.nextInt(8)) {
            case 0 -> attributes.with(new PathAttribute.Communities(List.of(Community.NO_EXPORT)));
            case 1 ->
                    attributes.with(new PathAttribute.Communities(List.of(Community.NO_ADVERTISE)));
            case 2 -> Routes.attributes(party.peer.address().toString(), path);
            default -> attributes;
        };
    }

    private static void announce(Rib rib, Party party, IpPrefix prefix, PathAttributes attributes) {
        if (prefix.family() == IpFamily.IPV4) {
            rib.receive(party.peer.name(), Update.announce(attributes, List.of(prefix)));
            return;
        }
        MpReach reach =
                new MpReach(
                        AddressFamily.IPV6_UNICAST,
                        List.of(IpAddress.parse("fd00::20")),
                        List.of(Nlri.of(prefix)));
        rib.receive(
                party.peer.name(),
                Update.announce(
                        attributes.without(PathAttribute.NextHop.TYPE).with(reach), List.of()));
    }

    private static void withdraw(Rib rib, Party party, IpPrefix prefix) {
        party.said.remove(prefix);
        rib.receive(
                party.peer.name(),
                prefix.family() == IpFamily.IPV4
                        ? Update.withdraw(List.of(prefix))
                        : Update.announce(
                                PathAttributes.of(
                                        new MpUnreach(
                                                AddressFamily.IPV6_UNICAST,
                                                List.of(Nlri.of(prefix)))),
                                List.of()));
    }

    private void everybodyReads() {
        for (Party party : parties) {
            if (party.up) {
                world.ear(party.peer).backlog = 0;
            }
        }
        world.settle();
        for (Party party : parties) {
            if (party.up) {
                party.hear(world.ear(party.peer).takeAll());
            }
        }
        takeChanges();
    }

    private void takeChanges() {
        apply(world.rib.takeChanges(), kernel);
    }

    private static void apply(
            List<Delta<IpPrefix, BestPath>> changes, Map<IpPrefix, BestPath> kernel) {
        for (Delta<IpPrefix, BestPath> change : changes) {
            switch (change) {
                case Delta.Put(var prefix, var path) -> kernel.put(prefix, path);
                case Delta.Remove(var prefix) -> kernel.remove(prefix);
            }
        }
    }

    /// With a speaker that hears it all at once.
    private void compare(String where) {
        List<Party> fresh = parties();
        TestRib other = new TestRib(new Rib(Routes.SETTINGS, false));
        other.rib.originate(own);
        for (int i = 0; i < parties.size(); i++) {
            Party was = parties.get(i);
            Party is = fresh.get(i);
            other.rib.addPeer(is.peer.name(), was.importFilter, was.exportFilter);
            if (was.up) {
                other.sessionUp(is.peer, is.context);
                was.said.forEach((prefix, said) -> announce(other.rib, is, prefix, said));
            }
        }
        other.settle();
        Map<IpPrefix, BestPath> otherKernel = new TreeMap<>();
        apply(other.rib.takeChanges(), otherKernel);
        assertEquals(otherKernel, kernel, where);
        for (int i = 0; i < parties.size(); i++) {
            Party was = parties.get(i);
            if (was.up) {
                Party is = fresh.get(i);
                is.hear(other.ear(is.peer).takeAll());
                assertEquals(is.known(), was.known(), where + ", " + was.peer.name());
                assertEquals(
                        was.heard.size(),
                        world.rib.look().advertised(was.peer.name(), RouteQuery.ALL).total(),
                        where + ", what is shown of " + was.peer.name());
            }
        }
        assertTidy(where);
    }

    /// Nothing is left of what is gone, and peers that are told the same share a group again.
    private void assertTidy(String where) {
        List<GroupKey> keys = new ArrayList<>();
        for (Party party : parties) {
            if (party.up) {
                keys.add(GroupKey.of(party.peer, party.exportFilter, party.context));
            }
        }
        assertEquals(keys.stream().distinct().count(), world.rib.updateGroups(), where);
        world.rib.tell(1);
        assertEquals(all().size(), world.rib.destinations(), where);
    }

    private Set<IpPrefix> all() {
        Set<IpPrefix> all =
                parties.stream()
                        .flatMap(party -> party.said.keySet().stream())
                        .collect(Collectors.toSet());
        all.addAll(own);
        return all;
    }
}
