package io.gingham.agent.kernel;

import io.gingham.agent.rules.KernelSet;
import io.gingham.value.IpAddress;
import io.gingham.value.IpFamily;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Our sets as they are in the kernel, by name.
record ActualSets(SortedMap<String, ActualSet> sets) {

    /// @param kind type and family as the `create` line says: `hash:ip inet`
    /// @param members in the spelling of [KernelSet#members]
    record ActualSet(String kind, SortedSet<String> members) {}

    static String kind(KernelSet set) {
        return set.type().kernelName() + familyName(set.family());
    }

    private static String familyName(IpFamily family) {
        return family == IpFamily.IPV4 ? " inet" : " inet6";
    }

    /// Without those of a family that isn't enforced, which are not ours to judge.
    ActualSets only(Collection<IpFamily> families) {
        SortedMap<String, ActualSet> chosen = new TreeMap<>(sets);
        for (IpFamily family : IpFamily.values()) {
            if (!families.contains(family)) {
                chosen.values().removeIf(set -> set.kind().endsWith(familyName(family)));
            }
        }
        return new ActualSets(chosen);
    }

    /// From what `ipset save` prints.
    static ActualSets parse(String saved) {
        SortedMap<String, ActualSet> sets = new TreeMap<>();
        for (String line : (Iterable<String>) saved.lines()::iterator) {
            List<String> words = List.of(line.split(" ", -1));
            if (words.size() < 3 || !words.get(1).startsWith(KernelSet.NAME_PREFIX)) {
                continue;
            }
            String name = words.get(1);
            if (words.getFirst().equals("create")) {
                int family = words.indexOf("family");
                String kind = words.get(2) + (family < 0 ? "" : " " + words.get(family + 1));
                sets.put(name, new ActualSet(kind, new TreeSet<>()));
            } else if (words.getFirst().equals("add")) {
                ActualSet set = sets.get(name);
                if (set != null) {
                    set.members().add(member(words));
                }
            }
        }
        return new ActualSets(sets);
    }

    static ActualSets of(Collection<KernelSet> wanted) {
        SortedMap<String, ActualSet> sets = new TreeMap<>();
        for (KernelSet set : wanted) {
            sets.put(set.name(), new ActualSet(kind(set), set.members()));
        }
        return new ActualSets(sets);
    }

    /// A member with options (`nomatch`) keeps them, and so is never taken for one of ours.
    private static String member(List<String> words) {
        List<String> rest = words.stream().skip(2).filter(word -> !word.isEmpty()).toList();
        return rest.size() == 1 ? canonical(rest.getFirst()) : String.join(" ", rest);
    }

    /// ipset prints some IPv6 addresses otherwise than RFC 5952 does.
    private static String canonical(String member) {
        try {
            List<String> parts = new ArrayList<>(List.of(member.split(",", 2)));
            String first = parts.getFirst();
            parts.set(
                    0,
                    first.indexOf('/') < 0
                            ? IpAddress.parse(first).toString()
                            : IpPrefix.parse(first).toString());
            return String.join(",", parts);
        } catch (IllegalArgumentException notOfOurs) {
            return member;
        }
    }
}
