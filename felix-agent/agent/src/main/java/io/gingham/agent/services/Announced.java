package io.gingham.agent.services;

import io.gingham.agent.services.Drain.Stage;
import io.gingham.bgp.message.Community;
import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttributes;
import io.gingham.bgp.rib.Rib;
import io.gingham.delta.Delta;
import io.gingham.value.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the speaker has been told of services, and how it changes. For one thread.
final class Announced {

    /// LOCAL_PREF 0 is for peers of our own AS; others get the community alone, and may heed it
    /// (RFC 8326 section 4.2).
    static final PathAttributes LAST_CHOICE =
            Rib.ORIGINATED
                    .with(new PathAttribute.LocalPref(0))
                    .with(new PathAttribute.Communities(List.of(Community.GRACEFUL_SHUTDOWN)));

    private final Map<IpPrefix, PathAttributes> told = new HashMap<>();
    private @Nullable ServiceRoutes of;
    private Stage stage = Stage.SERVING;
    private boolean excluded;

    /// All of it.
    Map<IpPrefix, PathAttributes> all() {
        return Collections.unmodifiableMap(told);
    }

    /// Brings it to what is wanted now. What has changed of the same routes costs what it is;
    /// another stage, or other routes, a look at all.
    ///
    /// @param leftOut the node is to draw no traffic of services at all
    List<Delta<IpPrefix, PathAttributes>> bring(ServiceRoutes routes, Stage now, boolean leftOut) {
        boolean same = routes == of && now == stage && leftOut == excluded;
        of = routes;
        stage = now;
        excluded = leftOut;
        List<IpPrefix> touched = routes.takeTouched();
        Collection<IpPrefix> looked = same ? touched : everything(routes);
        Optional<PathAttributes> attributes = attributes();
        List<Delta<IpPrefix, PathAttributes>> changes = new ArrayList<>();
        for (IpPrefix prefix : looked) {
            if (attributes.isPresent() && routes.wants(prefix)) {
                if (!attributes.get().equals(told.put(prefix, attributes.get()))) {
                    changes.add(Delta.put(prefix, attributes.get()));
                }
            } else if (told.remove(prefix) != null) {
                changes.add(Delta.remove(prefix));
            }
        }
        return changes;
    }

    private Set<IpPrefix> everything(ServiceRoutes routes) {
        Set<IpPrefix> all = new HashSet<>(told.keySet());
        all.addAll(routes.prefixes());
        return all;
    }

    /// Empty: nothing is announced.
    private Optional<PathAttributes> attributes() {
        if (excluded) {
            return Optional.empty();
        }
        return switch (stage) {
            case SERVING -> Optional.of(Rib.ORIGINATED);
            case LEAVING -> Optional.of(LAST_CHOICE);
            case GONE -> Optional.empty();
        };
    }
}
