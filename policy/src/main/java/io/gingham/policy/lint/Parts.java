package io.gingham.policy.lint;

import io.gingham.policy.model.Direction;
import io.gingham.policy.model.Policy;
import io.gingham.policy.model.Rule;
import java.util.ArrayList;
import java.util.List;

/// A rule as its author wrote it: conversion makes several of one, each peer with each protocol.
///
/// @param number from 1
/// @param path `spec.ingress[0]`
/// @param rules what conversion made of it, at least one
record Parts(Policy policy, Direction direction, int number, String path, List<Rule> rules) {

    Parts {
        rules = List.copyOf(rules);
    }

    /// Those that were understood, in order: nothing can be concluded from the others.
    static List<Parts> of(Policy policy, Direction direction) {
        List<Parts> all = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        for (Rule rule : policy.rules(direction)) {
            if (!rules.isEmpty() && rules.getFirst().origin().number() != rule.origin().number()) {
                add(policy, direction, rules, all);
            }
            rules.add(rule);
        }
        add(policy, direction, rules, all);
        return all;
    }

    private static void add(
            Policy policy, Direction direction, List<Rule> rules, List<Parts> into) {
        if (!rules.isEmpty()) {
            Rule first = rules.getFirst();
            if (Surroundings.isUnderstood(policy, first)) {
                into.add(
                        new Parts(
                                policy,
                                direction,
                                first.origin().number(),
                                first.origin().path(),
                                rules));
            }
            rules.clear();
        }
    }

    Rule first() {
        return rules.getFirst();
    }

    /// Where a part's peer stands, if it is one of a list: conversion goes through the peers for
    /// each protocol anew.
    String peerPath(int part, Surroundings around) {
        String field = direction == Direction.INGRESS ? "from" : "to";
        int peers =
                around.written(policy, path + "." + field)
                        .map(list -> list instanceof List<?> items ? items.size() : 0)
                        .orElse(0);
        return peers == 0 ? path : path + "." + field + "[" + part % peers + "]";
    }
}
