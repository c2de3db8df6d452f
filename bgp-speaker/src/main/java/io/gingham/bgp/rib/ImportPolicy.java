package io.gingham.bgp.rib;

import io.gingham.bgp.message.Capability.RoleType;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// From what a peer sent to a route that may be used (RFC 4271 section 9.1.1): our own rules, then
/// the peer's filter. One object judges the prefixes of one update, which share their attributes.
final class ImportPolicy {

    private static final ImportRule[] RULES = ImportRule.values();

    private final Optional<ImportRule> forbidden;
    private final PathAttributes offered;
    private final RouteFilter filter;
    private final RouteOrigin origin;

    /// An external peer said that the path is about to go (RFC 8326).
    private final boolean goesAway;

    private ImportPolicy(
            Optional<ImportRule> forbidden,
            PathAttributes offered,
            RouteFilter filter,
            RouteOrigin origin,
            boolean goesAway) {
        this.forbidden = forbidden;
        this.offered = offered;
        this.filter = filter;
        this.origin = origin;
        this.goesAway = goesAway;
    }

    /// @param family of the prefixes that will be asked for
    static ImportPolicy of(
            PathAttributes received,
            IpFamily family,
            ImportRule.Context context,
            RouteFilter filter) {
        RouteOrigin origin = new RouteOrigin.Peer(context.peer().name(), context.peer().external());
        for (ImportRule rule : RULES) {
            if (rule.forbids(received, family, context)) {
                return new ImportPolicy(Optional.of(rule), received, filter, origin, false);
            }
        }
        PathAttributes ours = received.without(ImportPolicy::endsHere);
        return new ImportPolicy(
                Optional.empty(),
                onlyToCustomers(wellKnown(ours, context.peer()), context.peer()),
                filter,
                origin,
                context.peer().external() && received.has(Community.GRACEFUL_SHUTDOWN));
    }

    /// @return null if it may not be used
    @Nullable PathAttributes accept(IpPrefix prefix) {
        if (forbidden.isPresent() || ImportRule.isUnroutable(prefix)) {
            return null;
        }
        if (filter.equals(RouteFilter.ACCEPT_ALL)) {
            return offered;
        }
        return filter.apply(prefix, origin, offered)
                .filter(attributes -> attributes.nextHop().isPresent())
                .map(this::withLastingMarks)
                .orElse(null);
    }

    private PathAttributes withLastingMarks(PathAttributes filtered) {
        PathAttributes marked = LastingMarks.keep(offered, filtered);
        return goesAway ? marked.with(new PathAttribute.LocalPref(0)) : marked;
    }

    /// Why [#accept] refuses, for people; empty if it does not.
    Optional<String> refusal(IpPrefix prefix) {
        if (forbidden.isPresent()) {
            return forbidden.map(ImportRule::reason);
        }
        if (ImportRule.isUnroutable(prefix)) {
            return Optional.of("nobody can route such a prefix");
        }
        return accept(prefix) == null
                ? Optional.of(
                        "the import filter refuses it"
                                + filter.refusal(prefix, origin, offered)
                                        .map(why -> ": " + why)
                                        .orElse(""))
                : Optional.empty();
    }

    /// What communities ask of whoever receives them: a path that is about to go is the last choice
    /// (RFC 8326 section 4), and a blackhole is not passed on (RFC 7999 section 3.2).
    private static PathAttributes wellKnown(PathAttributes attributes, RibPeer peer) {
        List<Community> communities = attributes.communities();
        if (communities.isEmpty()) {
            return attributes;
        }
        PathAttributes result = attributes;
        if (peer.external() && communities.contains(Community.GRACEFUL_SHUTDOWN)) {
            result = result.with(new PathAttribute.LocalPref(0));
        }
        if (communities.contains(Community.BLACKHOLE)
                && !communities.contains(Community.NO_EXPORT)
                && !communities.contains(Community.NO_ADVERTISE)) {
            List<Community> more = new ArrayList<>(communities);
            more.add(Community.NO_EXPORT);
            result = result.with(new PathAttribute.Communities(more));
        }
        return result;
    }

    /// RFC 9234 section 5: what comes from above or from the side goes down only, from here on.
    private static PathAttributes onlyToCustomers(PathAttributes attributes, RibPeer peer) {
        boolean fromAbove =
                peer.treatment()
                        .ourRoleIs(RoleType.CUSTOMER, RoleType.PEER, RoleType.ROUTE_SERVER_CLIENT);
        return fromAbove && attributes.find(PathAttribute.OnlyToCustomer.class).isEmpty()
                ? attributes.with(new PathAttribute.OnlyToCustomer(peer.asNumber()))
                : attributes;
    }

    /// Unknown optional attributes that are not transitive are for us only, and we can't read them;
    /// AIGP is not for whoever did not ask for it (RFC 7311 section 3.3).
    private static boolean endsHere(PathAttribute attribute) {
        return attribute instanceof PathAttribute.Aigp
                || (attribute instanceof PathAttribute.Unknown unknown && !unknown.isTransitive());
    }
}
