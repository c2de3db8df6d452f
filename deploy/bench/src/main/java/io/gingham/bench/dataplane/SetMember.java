package io.gingham.bench.dataplane;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// That a member is, or is not, in a set.
///
/// @param member as `ipset save` writes it
/// @param present or absent
record SetMember(String set, String member, boolean present) {

    /// What differs between two outputs of `ipset save`: for each member that came or went, how it
    /// is afterwards. Sets without members don't show.
    static List<SetMember> between(String before, String after) {
        Set<String> old = members(before);
        Set<String> now = members(after);
        List<SetMember> differences = new ArrayList<>();
        now.stream().filter(m -> !old.contains(m)).forEach(m -> differences.add(of(m, true)));
        old.stream().filter(m -> !now.contains(m)).forEach(m -> differences.add(of(m, false)));
        return List.copyOf(differences);
    }

    /// Lines `add SET MEMBER …`, cut to the two.
    private static Set<String> members(String saved) {
        Set<String> members = new TreeSet<>();
        saved.lines()
                .filter(line -> line.startsWith("add "))
                .forEach(
                        line -> {
                            String[] words = line.split(" ");
                            members.add(words[1] + " " + words[2]);
                        });
        return members;
    }

    private static SetMember of(String text, boolean present) {
        int space = text.indexOf(' ');
        return new SetMember(text.substring(0, space), text.substring(space + 1), present);
    }

    /// With another member in the place of each that the map names.
    SetMember with(Map<String, String> replacements) {
        return new SetMember(set, replacements.getOrDefault(member, member), present);
    }
}
