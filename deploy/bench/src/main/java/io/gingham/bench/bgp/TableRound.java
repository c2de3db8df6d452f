package io.gingham.bench.bgp;

/// One announcement and withdrawal of the whole table.
///
/// @param round from 1; 1 is the cold one
/// @param announceCpu seconds of processor that the speaker used
/// @param othersCpu seconds of processor that neither the speaker nor the bench used; more than a
///   few tenths spoils the figures
/// @param residentMib with the table in
/// @param emptyMib resident, with the table withdrawn
/// @param peakMib so far
/// @param fault what was wrong with what arrived; empty: nothing
record TableRound(
        String engine,
        int round,
        int prefixes,
        double announceSeconds,
        double withdrawSeconds,
        double announceCpu,
        double withdrawCpu,
        double othersCpu,
        long residentMib,
        long emptyMib,
        long peakMib,
        String fault) {

    double announceNanosPerPrefix() {
        return announceSeconds * 1e9 / prefixes;
    }

    double withdrawNanosPerPrefix() {
        return withdrawSeconds * 1e9 / prefixes;
    }
}
