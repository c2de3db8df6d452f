package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.yaml.ConfigException;
import io.gingham.agent.bgpd.yaml.Section;
import io.gingham.agent.bgpd.yaml.Values;
import io.gingham.agent.bgpd.yaml.YamlNode;
import io.gingham.agent.bgpd.yaml.YamlNode.Mapping;
import io.gingham.bfd.BfdConfig;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.rib.NextHopMode;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.speaker.GracefulRestartConfig;
import io.gingham.bgp.speaker.PeerAddPath;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.PeerEndpoint;
import io.gingham.bgp.speaker.PeerFamilies;
import io.gingham.bgp.speaker.PeerPolicy;
import io.gingham.bgp.speaker.PeerRelation;
import io.gingham.bgp.speaker.PrefixLimit;
import io.gingham.document.NearestName;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A peer: its own keys, and those of its group that it does not have itself.
///
/// Wide: it is the table from the keys of a peer to what the speaker calls them, each once.
final class PeerReader {

    /// What we are to the peer.
    private static final Map<String, RoleType> ROLES =
            Map.of(
                    "provider", RoleType.PROVIDER,
                    "customer", RoleType.CUSTOMER,
                    "peer", RoleType.PEER,
                    "route-server", RoleType.ROUTE_SERVER,
                    "route-server-client", RoleType.ROUTE_SERVER_CLIENT);

    private static final Map<String, NextHopMode> MODES =
            Map.of(
                    "default", NextHopMode.DEFAULT,
                    "self", NextHopMode.SELF,
                    "unchanged", NextHopMode.UNCHANGED);

    private static final int MOST_PATHS = 128;

    private final Map<String, Mapping> groups;
    private final PolicyReader policies;
    private final Optional<IpAddress> source;

    /// @param source where connections come from unless a peer says otherwise
    PeerReader(Map<String, Mapping> groups, PolicyReader policies, Optional<IpAddress> source) {
        this.groups = groups;
        this.policies = policies;
        this.source = source;
    }

    PeerConfig read(YamlNode node) {
        Section own = Section.of(node, "a peer");
        Optional<Mapping> group = own.find("group", this::group);
        Mapping whole = (Mapping) node;
        Section section = new Section(group.map(whole::over).orElse(whole), "a peer");
        section.find("group", Values::text);
        PeerEndpoint endpoint = EndpointReader.endpoint(section, source);
        Optional<AsNumber> asNumber = section.require("asn", PeerReader::remoteAs);
        String name = section.get("name", Values::text, EndpointReader.place(endpoint));
        PeerConfig config =
                section.checked(() -> PeerConfig.of(name, endpoint, asNumber))
                        .withLocalAs(section.find("localAsn", Values::asNumber))
                        .withTimers(EndpointReader.timers(section))
                        .withSecurity(EndpointReader.security(section))
                        .withPolicy(policy(section))
                        .withRelation(relation(section))
                        .withFamilies(families(section, usualFamilies(endpoint)))
                        .withAddPath(section.get("addPath", PeerReader::addPath, PeerAddPath.OFF))
                        .withBfd(section.get("bfd", PeerReader::bfd, Optional.empty()))
                        .withGracefulRestart(
                                section.get(
                                        "gracefulRestart",
                                        PeerReader::gracefulRestart,
                                        GracefulRestartConfig.DEFAULT));
        section.end();
        return config;
    }

    /// A number, or `external`: any but ours.
    private static Optional<AsNumber> remoteAs(YamlNode node) {
        return node instanceof YamlNode.Scalar(var _, var text) && text.equals("external")
                ? Optional.empty()
                : Optional.of(Values.asNumber(node));
    }

    private Mapping group(YamlNode node) {
        String name = Values.text(node);
        Mapping group = groups.get(name);
        if (group == null) {
            String nearest =
                    NearestName.of(name, groups.keySet())
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse("; write it under 'groups'");
            throw new ConfigException(
                    node.place(), "there is no peer group '" + name + "'" + nearest);
        }
        return group;
    }

    private PeerPolicy policy(Section section) {
        return new PeerPolicy(
                section.get("import", policies::policy, RouteFilter.NO_POLICY),
                section.get("export", policies::policy, RouteFilter.NO_POLICY),
                section.find("prefixLimit", PeerReader::prefixLimit));
    }

    private static PeerRelation relation(Section section) {
        Optional<RoleType> role = section.find("role", Values.word(ROLES));
        boolean strict = section.get("strictRole", Values::truth, false);
        boolean client = section.get("reflectorClient", Values::truth, false);
        boolean served = section.get("routeServerClient", Values::truth, false);
        NextHopMode mode = section.get("nextHop", Values.word(MODES), NextHopMode.DEFAULT);
        int ownAs = section.get("allowedOwnAs", Values.integer(0, 255), 0);
        return section.checked(() -> new PeerRelation(role, strict, client, served, mode, ownAs));
    }

    /// That of its address; both on an unnumbered link, where the address says nothing.
    private static List<IpFamily> usualFamilies(PeerEndpoint endpoint) {
        IpAddress address = endpoint.address();
        return address.isUnspecified() ? List.of(IpFamily.values()) : List.of(address.family());
    }

    private static PeerFamilies families(Section section, List<IpFamily> usual) {
        Set<AddressFamily> families = new HashSet<>();
        section.get("families", Values.list(Values.word(ConditionReader.FAMILIES)), usual)
                .forEach(family -> families.add(AddressFamily.unicast(family)));
        Map<IpFamily, IpAddress> nextHops = new EnumMap<>(IpFamily.class);
        section.get("nextHops", Values.list(Values::nextHop), List.<IpAddress>of())
                .forEach(address -> nextHops.put(address.family(), address));
        return section.checked(() -> new PeerFamilies(families, nextHops));
    }

    private static PeerAddPath addPath(YamlNode node) {
        Section section = Section.of(node, "add-path");
        PeerAddPath addPath =
                new PeerAddPath(
                        section.get("receive", Values::truth, false),
                        section.get("send", Values.integer(0, MOST_PATHS), 0));
        section.end();
        return addPath;
    }

    /// `true`, `false`, or the times.
    private static GracefulRestartConfig gracefulRestart(YamlNode node) {
        if (node instanceof YamlNode.Scalar) {
            return Values.truth(node) ? GracefulRestartConfig.DEFAULT : GracefulRestartConfig.OFF;
        }
        Section section = Section.of(node, "graceful restart");
        GracefulRestartConfig usual = GracefulRestartConfig.DEFAULT;
        boolean enabled = section.get("enabled", Values::truth, true);
        Duration restart = section.get("restartTime", Values::duration, usual.restartTime());
        Duration stale = section.get("staleTime", Values::duration, usual.staleTime());
        Duration longLived = section.get("longLived", Values::duration, usual.longLived());
        section.end();
        return section.checked(() -> new GracefulRestartConfig(enabled, restart, stale, longLived));
    }

    /// `true`, `false`, or what is offered.
    private static Optional<BfdConfig> bfd(YamlNode node) {
        if (node instanceof YamlNode.Scalar) {
            return Values.truth(node) ? Optional.of(BfdConfig.DEFAULT) : Optional.empty();
        }
        Section section = Section.of(node, "BFD");
        BfdConfig usual = BfdConfig.DEFAULT;
        Duration minRx = section.get("minRx", Values::duration, usual.minRx());
        Duration minTx = section.get("minTx", Values::duration, usual.minTx());
        int multiplier = section.get("multiplier", Values.integer(1, 255), usual.multiplier());
        boolean multihop = section.get("multihop", Values::truth, false);
        section.end();
        return Optional.of(
                section.checked(() -> new BfdConfig(minRx, minTx, multiplier, multihop)));
    }

    /// A number, or with more to it.
    private static PrefixLimit prefixLimit(YamlNode node) {
        if (node instanceof YamlNode.Scalar) {
            return new PrefixLimit(
                    Values.integer(1, Integer.MAX_VALUE).apply(node),
                    PrefixLimit.DEFAULT_WARN_PERCENT,
                    Optional.empty());
        }
        Section section = Section.of(node, "a prefix limit");
        int most = section.require("most", Values.integer(1, Integer.MAX_VALUE));
        int warn =
                section.get(
                        "warnPercent", Values.integer(1, 100), PrefixLimit.DEFAULT_WARN_PERCENT);
        Optional<Duration> restart = section.find("restartAfter", Values::duration);
        section.end();
        return section.checked(() -> new PrefixLimit(most, warn, restart));
    }
}
