package io.gingham.policy.calc;

import io.gingham.policy.model.EndpointSlice;
import io.gingham.policy.model.EntityMatch.ServiceKey;
import io.gingham.policy.model.ResourceKey;
import io.gingham.policy.program.ProgramSet.Member;
import io.gingham.policy.program.SetSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sets of services' endpoints, and the slices that fill them.
final class ServiceSets {

    private final Map<ServiceKey, Map<ResourceKey, EndpointSlice>> slices = new HashMap<>();
    private final Map<ServiceKey, List<CountedSet>> sets = new HashMap<>();

    void add(CountedSet set, ServiceKey service) {
        sets.computeIfAbsent(service, s -> new ArrayList<>()).add(set);
        for (EndpointSlice slice : slices.getOrDefault(service, Map.of()).values()) {
            set.addAll(members(slice, set));
        }
    }

    void remove(CountedSet set, ServiceKey service) {
        sets.computeIfPresent(
                service,
                (s, list) -> {
                    list.remove(set);
                    return list.isEmpty() ? null : list;
                });
    }

    /// @return the sets that may have changed
    Collection<CountedSet> onSlice(@Nullable EndpointSlice before, @Nullable EndpointSlice after) {
        List<CountedSet> touched = new ArrayList<>();
        // Added first: what stays is then never taken out.
        if (after != null) {
            slices.computeIfAbsent(serviceOf(after), s -> new HashMap<>())
                    .put(after.resourceKey(), after);
            for (CountedSet set : sets.getOrDefault(serviceOf(after), List.of())) {
                set.addAll(members(after, set));
                touched.add(set);
            }
        }
        if (before != null) {
            for (CountedSet set : sets.getOrDefault(serviceOf(before), List.of())) {
                set.removeAll(members(before, set));
                touched.add(set);
            }
            if (after == null || !serviceOf(after).equals(serviceOf(before))) {
                slices.computeIfPresent(
                        serviceOf(before),
                        (s, ofService) -> {
                            ofService.remove(before.resourceKey());
                            return ofService.isEmpty() ? null : ofService;
                        });
            }
        }
        return touched;
    }

    private static ServiceKey serviceOf(EndpointSlice slice) {
        return new ServiceKey(slice.namespace(), slice.service());
    }

    private static List<Member> members(EndpointSlice slice, CountedSet set) {
        return set.source instanceof SetSource.ServicePorts
                ? Members.addressPorts(slice)
                : Members.addresses(slice.addresses());
    }
}
