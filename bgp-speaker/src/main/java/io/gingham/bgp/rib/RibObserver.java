package io.gingham.bgp.rib;

import io.gingham.bgp.message.PathAttributes;
import io.gingham.value.IpPrefix;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Hears of each change of the tables as it is made, on the RIB's thread: for whoever shows them to
/// others. Routes that are kept of a peer that is away are not shown; nothing says that they went.
public interface RibObserver {

    /// A peer's route came, or is judged otherwise.
    ///
    /// @param pathId the peer's (RFC 7911), 0 without add-path
    /// @param received as it came
    /// @param accepted as the import policy left it; null if it may not be used
    /// @param change what is otherwise than before
    void routeIn(
            String peer,
            IpPrefix prefix,
            int pathId,
            PathAttributes received,
            @Nullable PathAttributes accepted,
            Change change);

    /// A peer's route is no more.
    ///
    /// @param wasUsable the import policy had let it through
    void routeOut(String peer, IpPrefix prefix, int pathId, boolean wasUsable);

    /// Another route is the best, or none.
    void best(IpPrefix prefix, @Nullable PathAttributes attributes);

    /// @param received the route as it came
    /// @param accepted what the import policy makes of it
    /// @param wasUsable the import policy had let through what was there before
    record Change(boolean received, boolean accepted, boolean wasUsable) {

        static final Change NEW = new Change(true, true, false);

        private static final Change NEWER = new Change(true, true, true);

        static Change of(@Nullable Route old, Route now) {
            if (old == null || old.age.isStale()) {
                return NEW;
            }
            boolean otherReceived = !old.received.equals(now.received);
            boolean otherAccepted = !Objects.equals(old.accepted(), now.accepted());
            return otherReceived && otherAccepted && old.isUsable()
                    ? NEWER
                    : new Change(otherReceived, otherAccepted, old.isUsable());
        }
    }
}
