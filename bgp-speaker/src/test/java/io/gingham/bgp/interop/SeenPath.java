package io.gingham.bgp.interop;

import java.util.Set;

/// A path as a foreign speaker shows it, in one spelling for all of them.
///
/// @param asPath with blanks between
/// @param localPref 0 if it shows none
/// @param communities of all kinds: `64512:1`, `rt:64512:2`, `64512:3:4`
/// @param originatorId empty if there is none
/// @param clusterList with blanks between, empty if there is none
/// @param otc the AS that the attribute ONLY_TO_CUSTOMER names, empty if there is none
record SeenPath(
        String asPath,
        String nextHop,
        long localPref,
        Set<String> communities,
        String originatorId,
        String clusterList,
        String otc) {

    /// RFC 9494.
    static final String LLGR_STALE = "65535:6";

    boolean longLivedStale() {
        return communities.contains(LLGR_STALE);
    }
}
