package io.gingham.policy.model;

/// What holds rules, and so becomes chains.
public sealed interface RuleSource extends Resource permits Policy, Profile {}
