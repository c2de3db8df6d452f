package io.gingham.controller.loadbalancer;

import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.watch.ResourceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Who gets which address. Pure: of the same objects it makes the same of them, and what it made is
/// what it makes again.
///
/// In this order: what is in use stays, if it still fits (of two that have the same one the older
/// service); then who asks for an address; then who asks for any. The lowest free one is given.
final class AddressPlan {

    private static final String NO_POOL = "NoPool";
    private static final String BAD_REQUEST = "BadRequest";
    private static final String TAKEN = "AddressTaken";
    private static final String NOT_IN_POOL = "NotInPool";
    private static final String EXHAUSTED = "NoFreeAddress";

    private record Holder(ResourceKey key, Wish wish) {}

    private final List<AddressPool> pools;
    private final Set<IpAddress> hosts;
    private final Map<IpAddress, List<Holder>> held = new HashMap<>();
    private final Map<String, IpAddress> next = new HashMap<>();
    private final SortedMap<ResourceKey, Decision> decisions = new TreeMap<>();

    private AddressPlan(List<AddressPool> pools, Set<IpAddress> hosts) {
        this.pools = pools;
        this.hosts = hosts;
    }

    /// @param hosts addresses that are the nodes' own
    /// @return of the services that we have to do with
    static SortedMap<ResourceKey, Decision> of(
            List<AddressPool> pools, Map<ResourceKey, Wish> services, Collection<IpAddress> hosts) {
        return new AddressPlan(pools, Set.copyOf(hosts)).plan(services);
    }

    private SortedMap<ResourceKey, Decision> plan(Map<ResourceKey, Wish> services) {
        List<Holder> all =
                services.entrySet().stream()
                        .map(each -> new Holder(each.getKey(), each.getValue()))
                        .sorted(
                                Comparator.comparing((Holder holder) -> holder.wish().created())
                                        .thenComparing(Holder::key))
                        .toList();
        all.stream()
                .filter(holder -> isElsewhere(holder.wish()))
                .forEach(holder -> holder.wish().present().forEach(ip -> take(ip, holder)));
        List<Holder> open = new ArrayList<>();
        for (Holder holder : all) {
            first(holder)
                    .ifPresentOrElse(
                            decision -> decide(holder, decision),
                            () -> {
                                if (isFor(holder.wish())) {
                                    open.add(holder);
                                }
                            });
        }
        open.removeIf(this::keep);
        open.stream()
                .filter(holder -> !holder.wish().requested().isEmpty())
                .forEach(holder -> decide(holder, requested(holder)));
        open.stream()
                .filter(holder -> holder.wish().requested().isEmpty())
                .forEach(holder -> decide(holder, any(holder)));
        return decisions;
    }

    /// Another one gives it addresses, or none is given.
    private boolean isElsewhere(Wish wish) {
        return wish.kind() == Wish.Kind.OTHERS
                || (wish.kind() == Wish.Kind.ANYBODYS
                        && !wish.isOurs()
                        && wish.present().stream().anyMatch(ip -> poolOf(ip).isEmpty()));
    }

    private boolean isFor(Wish wish) {
        return switch (wish.kind()) {
            case OURS -> true;
            case ANYBODYS -> !pools.isEmpty() && !isElsewhere(wish);
            case OTHERS, NONE -> false;
        };
    }

    /// What is decided without a look at the others.
    private Optional<Decision> first(Holder holder) {
        Wish wish = holder.wish();
        if (!isFor(wish)) {
            return wish.said().isPresent() ? Optional.of(Decision.RELEASED) : Optional.empty();
        }
        if (pools.isEmpty()) {
            return Optional.of(
                    Decision.refused(
                            NO_POOL, "there is no IPPool with allowedUses: [\"LoadBalancer\"]"));
        }
        if (!wish.fault().isEmpty()) {
            return Optional.of(Decision.refused(BAD_REQUEST, wish.fault()));
        }
        List<IpAddress> strange =
                wish.requested().stream()
                        .filter(ip -> !wish.families().contains(ip.family()))
                        .toList();
        return strange.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Decision.refused(
                                BAD_REQUEST,
                                "%s is asked for, and the service has no cluster IP of its family"
                                        .formatted(strange.getFirst())));
    }

    private void decide(Holder holder, Decision decision) {
        decision.addresses().forEach(ip -> take(ip, holder));
        decisions.put(holder.key(), decision);
    }

    private void take(IpAddress address, Holder holder) {
        held.computeIfAbsent(address, _ -> new ArrayList<>()).add(holder);
    }

    /// Whether what it has stays as it is.
    private boolean keep(Holder holder) {
        Wish wish = holder.wish();
        boolean fits =
                !wish.present().isEmpty()
                        && wish.present().stream().allMatch(ip -> fits(ip, wish))
                        && (wish.requested().isEmpty()
                                ? coversFamilies(wish)
                                : Set.copyOf(wish.present()).equals(Set.copyOf(wish.requested())));
        if (!fits || wish.present().stream().anyMatch(ip -> hindrance(ip, holder).isPresent())) {
            return false;
        }
        decide(holder, assigned(wish.present()));
        return true;
    }

    private boolean coversFamilies(Wish wish) {
        long of = wish.families().stream().filter(family -> has(wish.present(), family)).count();
        return of == wish.families().size() || wish.preferred();
    }

    private static boolean has(List<IpAddress> addresses, IpFamily family) {
        return addresses.stream().anyMatch(ip -> ip.family() == family);
    }

    private boolean fits(IpAddress address, Wish wish) {
        Optional<AddressPool> pool = poolOf(address);
        List<String> named = wish.pools().getOrDefault(address.family(), List.of());
        return pool.isPresent()
                && wish.families().contains(address.family())
                && (!wish.requested().isEmpty()
                        || named.isEmpty()
                        || named.stream().anyMatch(pool.get()::isCalled));
    }

    private Optional<AddressPool> poolOf(IpAddress address) {
        return pools.stream().filter(pool -> pool.contains(address)).findFirst();
    }

    /// Why the address can't be the holder's; empty if it can.
    private Optional<String> hindrance(IpAddress address, Holder holder) {
        if (hosts.contains(address)) {
            return Optional.of(address + " is a node's own");
        }
        for (Holder other : held.getOrDefault(address, List.of())) {
            if (!other.key().namespace().equals(holder.key().namespace())) {
                return Optional.of("%s is that of service %s".formatted(address, other.key()));
            }
            Optional<String> why = holder.wish().share().hindrance(other.wish().share());
            if (why.isPresent()) {
                return Optional.of(
                        "%s is that of service %s: %s".formatted(address, other.key(), why.get()));
            }
        }
        return Optional.empty();
    }

    private Decision requested(Holder holder) {
        for (IpAddress address : holder.wish().requested()) {
            Optional<AddressPool> pool = poolOf(address);
            if (pool.isEmpty() || !pool.get().open()) {
                return Decision.refused(
                        NOT_IN_POOL,
                        "%s is asked for, and lies in no IPPool with allowedUses: [\"LoadBalancer\"] that is not disabled"
                                .formatted(address));
            }
            Optional<String> why = hindrance(address, holder);
            if (why.isPresent()) {
                return Decision.refused(TAKEN, why.get());
            }
        }
        return assigned(holder.wish().requested());
    }

    /// Of each family one; all or none, unless the service is content with one.
    private Decision any(Holder holder) {
        Wish wish = holder.wish();
        List<IpAddress> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (IpFamily family : wish.families()) {
            List<String> named = wish.pools().getOrDefault(family, List.of());
            for (String name : named) {
                if (pools.stream().noneMatch(pool -> pool.isCalled(name))) {
                    return Decision.refused(
                            NO_POOL,
                            "IPPool %s is asked for, and there is none of this name with allowedUses: [\"LoadBalancer\"]"
                                    .formatted(name));
                }
            }
            List<AddressPool> from = poolsFor(family, named);
            IpAddress address = shared(holder, from);
            if (address == null) {
                address = free(from);
            }
            if (address == null) {
                missing.add(
                        from.isEmpty()
                                ? "no IPPool gives out addresses of " + family
                                : "all addresses of %s are in use"
                                        .formatted(
                                                String.join(
                                                        ", ",
                                                        from.stream()
                                                                .map(AddressPool::name)
                                                                .toList())));
            } else {
                found.add(address);
            }
        }
        if (found.isEmpty() || !(missing.isEmpty() || wish.preferred())) {
            return Decision.refused(
                    EXHAUSTED,
                    missing.isEmpty()
                            ? "the service has no cluster IP"
                            : String.join("; ", missing));
        }
        return assigned(found);
    }

    private List<AddressPool> poolsFor(IpFamily family, List<String> named) {
        return pools.stream()
                .filter(AddressPool::open)
                .filter(pool -> pool.range().family() == family)
                .filter(
                        pool ->
                                named.isEmpty()
                                        ? pool.automatic()
                                        : named.stream().anyMatch(pool::isCalled))
                .toList();
    }

    /// One that others of the same key have already.
    private @Nullable IpAddress shared(Holder holder, List<AddressPool> from) {
        if (holder.wish().share().key().isEmpty()) {
            return null;
        }
        return held.entrySet().stream()
                .filter(
                        each ->
                                each.getValue().stream()
                                        .anyMatch(
                                                other ->
                                                        other.wish()
                                                                .share()
                                                                .key()
                                                                .equals(
                                                                        holder.wish()
                                                                                .share()
                                                                                .key())))
                .map(Map.Entry::getKey)
                .filter(ip -> from.stream().anyMatch(pool -> pool.contains(ip)))
                .filter(ip -> hindrance(ip, holder).isEmpty())
                .sorted()
                .findFirst()
                .orElse(null);
    }

    /// What was looked at once is not looked at again: with ten thousand services the pool is gone
    /// through once.
    private @Nullable IpAddress free(List<AddressPool> from) {
        for (AddressPool pool : from) {
            IpAddress at = next.getOrDefault(pool.name(), pool.range().address());
            while (pool.contains(at)) {
                if (!held.containsKey(at) && !hosts.contains(at)) {
                    next.put(pool.name(), at);
                    return at;
                }
                if (at.equals(pool.range().last())) {
                    break;
                }
                at = at.plus(1);
            }
            next.put(pool.name(), pool.range().last());
        }
        return null;
    }

    private Decision assigned(List<IpAddress> addresses) {
        Map<IpAddress, String> from = new LinkedHashMap<>();
        addresses.forEach(ip -> from.put(ip, poolOf(ip).map(AddressPool::name).orElse("")));
        return Decision.assigned(
                addresses,
                String.join(
                        ", ",
                        from.entrySet().stream()
                                .map(each -> each.getKey() + " from IPPool " + each.getValue())
                                .toList()));
    }
}
