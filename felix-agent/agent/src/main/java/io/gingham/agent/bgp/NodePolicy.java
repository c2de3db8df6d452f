package io.gingham.agent.bgp;

/// What holds for all of a node's peers, before and after their BGPFilters.
///
/// @param rules what the node may learn
/// @param reflector it passes pods' routes on
/// @param advertisements the communities of its own prefixes
record NodePolicy(ImportRules rules, boolean reflector, Advertisements advertisements) {}
