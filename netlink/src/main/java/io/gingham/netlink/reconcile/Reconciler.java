package io.gingham.netlink.reconcile;

import io.gingham.delta.Delta;
import io.gingham.netlink.libc.NetlinkException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Brings a [Target] to a desired state. Stateless: each run compares with the kernel itself, so a
/// wiped or foreign-edited kernel heals.
public final class Reconciler<K, V> {

    private final Target<K, V> target;
    private final Comparator<Map.Entry<K, V>> dependency;

    /// @param dependency puts go in this order and removes in the reverse one; what others need
    ///   comes first
    public Reconciler(Target<K, V> target, Comparator<Map.Entry<K, V>> dependency) {
        this.target = target;
        this.dependency = dependency;
    }

    /// @throws NetlinkException if the kernel can't be read; nothing was changed then
    public Reconciliation<K, V> reconcile(Map<K, V> desired) {
        Map<K, V> actual = target.dump();
        List<Delta<K, V>> plan = plan(desired, actual);
        if (plan.isEmpty()) {
            return new Reconciliation<>(List.of(), Map.of());
        }
        List<@Nullable NetlinkException> results = target.apply(plan, actual);
        List<Delta<K, V>> applied = new ArrayList<>();
        Map<K, NetlinkException> failed = new HashMap<>();
        for (int i = 0; i < plan.size(); i++) {
            NetlinkException refusal = results.get(i);
            if (refusal == null) {
                applied.add(plan.get(i));
            } else {
                failed.put(plan.get(i).key(), refusal);
            }
        }
        return new Reconciliation<>(applied, failed);
    }

    /// The changes that lead from actual to desired: add before use, remove after use. Pure.
    List<Delta<K, V>> plan(Map<K, V> desired, Map<K, V> actual) {
        List<Map.Entry<K, V>> puts = new ArrayList<>();
        desired.forEach(
                (key, value) -> {
                    V there = actual.get(key);
                    if (there == null || !target.isSatisfied(value, there)) {
                        puts.add(Map.entry(key, value));
                    }
                });
        List<Map.Entry<K, V>> removes = new ArrayList<>();
        actual.forEach(
                (key, value) -> {
                    if (!desired.containsKey(key)) {
                        removes.add(Map.entry(key, value));
                    }
                });
        puts.sort(dependency);
        removes.sort(Collections.reverseOrder(dependency));
        List<Delta<K, V>> plan = new ArrayList<>(puts.size() + removes.size());
        puts.forEach(put -> plan.add(Delta.put(put.getKey(), put.getValue())));
        removes.forEach(remove -> plan.add(Delta.remove(remove.getKey())));
        return plan;
    }
}
