package io.gingham.bgp.message;

import io.gingham.value.IpPrefix;
import java.util.List;

/// A prefix as it stands in an update (RFC 4271 section 4.3), and which of its paths is meant.
///
/// @param pathId 0..4294967295; the peer's name for the path where add-path was agreed upon for the
///   family (RFC 7911 section 3), else 0
public record Nlri(IpPrefix prefix, long pathId) {

    public Nlri {
        if (pathId < 0 || pathId > 0xffff_ffffL) {
            throw new IllegalArgumentException("path ID " + pathId + " is not in 0..4294967295");
        }
    }

    /// On a session without add-path.
    public static Nlri of(IpPrefix prefix) {
        return new Nlri(prefix, 0);
    }

    public static List<Nlri> of(List<IpPrefix> prefixes) {
        return prefixes.stream().map(Nlri::of).toList();
    }

    public static List<IpPrefix> prefixes(List<Nlri> nlri) {
        return nlri.stream().map(Nlri::prefix).toList();
    }

    @Override
    public String toString() {
        return pathId == 0 ? prefix.toString() : prefix + " path " + pathId;
    }
}
