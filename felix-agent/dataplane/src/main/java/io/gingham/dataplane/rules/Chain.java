package io.gingham.dataplane.rules;

import java.util.List;

/// A chain of ours.
///
/// @param name at most 28 characters, what iptables takes
public record Chain(String name, List<Rule> rules) {

    /// Every chain of that prefix is ours. Frozen: another word here would orphan the chains of an
    /// earlier release.
    public static final String PREFIX = "gham-";

    static final int NAME_LIMIT = 28;

    public Chain {
        rules = List.copyOf(rules);
        if (name.length() > NAME_LIMIT) {
            throw new IllegalArgumentException(
                    "chain name " + name + " has more than " + NAME_LIMIT + " characters");
        }
    }

    static Chain of(String name, Rule... rules) {
        return new Chain(name, List.of(rules));
    }
}
