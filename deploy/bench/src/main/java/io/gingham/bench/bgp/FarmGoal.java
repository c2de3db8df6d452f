package io.gingham.bench.bgp;

/// What each client must have heard, at least.
///
/// @param med the highest MED, which the reflector's scenario uses to number flaps
record FarmGoal(int announced, int withdrawn, int med) {}
