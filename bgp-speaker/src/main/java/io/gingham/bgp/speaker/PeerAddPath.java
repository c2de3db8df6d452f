package io.gingham.bgp.speaker;

/// Several paths for one prefix (RFC 7911), for all families of a peer.
///
/// @param receive the peer may send several
/// @param send the most that we tell; 0: only the best, without path identifiers
public record PeerAddPath(boolean receive, int send) {

    public static final PeerAddPath OFF = new PeerAddPath(false, 0);

    public PeerAddPath {
        if (send < 0) {
            throw new IllegalArgumentException(
                    "add-path: " + send + " paths to send; 0 is none, and the least");
        }
    }

    boolean sends() {
        return send > 0;
    }

    boolean isOff() {
        return equals(OFF);
    }
}
