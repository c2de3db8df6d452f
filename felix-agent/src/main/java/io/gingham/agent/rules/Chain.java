package io.gingham.agent.rules;

import java.util.ArrayList;
import java.util.List;

/// A chain of ours.
///
/// @param name at most 28 characters, what the kernel takes
/// @param hashes one a rule; equal lists mean equal chains
public record Chain(String name, List<Rule> rules, List<String> hashes) {

    static final int NAME_LIMIT = 28;

    public Chain {
        rules = List.copyOf(rules);
        hashes = List.copyOf(hashes);
        if (name.length() > NAME_LIMIT) {
            throw new IllegalArgumentException(
                    "chain name " + name + " has more than " + NAME_LIMIT + " characters");
        }
    }

    static Chain of(String name, List<Rule> rules) {
        return new Chain(name, rules, RuleHash.ofAll(name, rules));
    }

    /// `-A NAME …`, one a rule.
    public List<String> lines() {
        List<String> lines = new ArrayList<>(rules.size());
        for (int i = 0; i < rules.size(); i++) {
            lines.add("-A " + name + " " + rules.get(i).specification(hashes.get(i)));
        }
        return lines;
    }
}
