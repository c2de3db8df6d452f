package io.gingham.agent.bgpd;

import io.gingham.agent.bgpd.yaml.ConfigException;
import io.gingham.agent.bgpd.yaml.NearestName;
import io.gingham.agent.bgpd.yaml.Section;
import io.gingham.agent.bgpd.yaml.Values;
import io.gingham.agent.bgpd.yaml.YamlNode;
import io.gingham.agent.bgpd.yaml.YamlNode.Mapping;
import io.gingham.bgp.message.AddressFamily;
import io.gingham.bgp.rib.RouteFilter;
import io.gingham.bgp.speaker.GracefulRestartConfig;
import io.gingham.bgp.speaker.PeerConfig;
import io.gingham.bgp.speaker.PeerFamilies;
import io.gingham.bgp.speaker.PeerSecurity;
import io.gingham.bgp.speaker.PrefixLimit;
import io.gingham.value.AsNumber;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A peer: its own keys, and those of its group that it does not have itself.
final class PeerReader {

    private final Map<String, Mapping> groups;
    private final PolicyReader policies;
    private final Optional<IpAddress> source;

    /// @param source where connections come from unless a peer says otherwise
    PeerReader(
            Map<String, Mapping> groups, PolicyReader policies, Optional<IpAddress> source) {
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
        IpAddress address = section.require("address", Values::address);
        AsNumber asNumber = section.require("asn", Values::asNumber);
        String name = section.get("name", Values::text, address.toString());
        PeerConfig config =
                section.checked(() -> PeerConfig.of(name, address, asNumber))
                        .withPassive(section.get("passive", Values::truth, false));
        config = transport(section, config);
        config = routes(section, config);
        section.end();
        return config;
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

    private PeerConfig transport(Section section, PeerConfig config) {
        PeerConfig result =
                config.withPort(
                        section.get("port", Values.integer(1, 0xffff), PeerConfig.BGP_PORT));
        Optional<IpAddress> local =
                section.find("localAddress", Values::address)
                        .or(() -> source.filter(a -> a.family() == config.address().family()));
        if (local.isPresent()) {
            PeerConfig before = result;
            result = section.checked(() -> before.withLocalAddress(local.get()));
        }
        Duration hold =
                section.get("holdTime", Values::duration, PeerConfig.DEFAULT_HOLD_TIME);
        Duration retry =
                section.get("connectRetry", Values::duration, PeerConfig.DEFAULT_CONNECT_RETRY);
        PeerConfig before = result;
        return section.checked(() -> before.withTimes(hold, retry))
                .withSecurity(security(section));
    }

    private PeerConfig routes(Section section, PeerConfig config) {
        PeerConfig result =
                config.withFilters(
                                section.get("import", policies::policy, RouteFilter.NO_POLICY),
                                section.get("export", policies::policy, RouteFilter.NO_POLICY))
                        .withFamilies(families(section, config))
                        .withGracefulRestart(
                                section.get(
                                        "gracefulRestart",
                                        PeerReader::gracefulRestart,
                                        GracefulRestartConfig.DEFAULT));
        return section.find("prefixLimit", PeerReader::prefixLimit)
                .map(result::withPrefixLimit)
                .orElse(result);
    }

    private static PeerFamilies families(Section section, PeerConfig config) {
        List<IpFamily> spoken =
                section.get(
                        "families",
                        Values.list(Values.word(ConditionReader.FAMILIES)),
                        List.of(config.address().family()));
        Set<AddressFamily> families = new HashSet<>();
        spoken.forEach(family -> families.add(AddressFamily.unicast(family)));
        Map<IpFamily, IpAddress> nextHops = new EnumMap<>(IpFamily.class);
        section.get("nextHops", Values.list(Values::address), List.<IpAddress>of())
                .forEach(address -> nextHops.put(address.family(), address));
        return section.checked(() -> new PeerFamilies(families, nextHops));
    }

    private static PeerSecurity security(Section section) {
        PeerSecurity security = PeerSecurity.NONE;
        Optional<String> password = section.find("password", Values::text);
        Optional<String> fromFile = section.find("passwordFile", PeerReader::secret);
        if (password.isPresent() && fromFile.isPresent()) {
            throw new ConfigException(
                    section.placeOf("passwordFile"),
                    "a peer has either 'password' or 'passwordFile'; remove one");
        }
        if (password.or(() -> fromFile).isPresent()) {
            security =
                    section.checked(
                            () ->
                                    PeerSecurity.NONE.withPassword(
                                            password.or(() -> fromFile).get()));
        }
        Optional<Integer> hops = section.find("ttlSecurity", Values.integer(1, 254));
        return hops.isPresent() ? security.withHops(hops.get()) : security;
    }

    private static String secret(YamlNode node) {
        Path file = Values.path(node);
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ConfigException(
                    node.place(),
                    "the password file "
                            + file
                            + " can't be read ("
                            + e.getClass().getSimpleName()
                            + "); create it, readable for this user");
        }
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
        section.end();
        return section.checked(() -> new GracefulRestartConfig(enabled, restart, stale));
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
