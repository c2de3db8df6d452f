package io.gingham.bgp.rib;

import io.gingham.bgp.message.PathAttributes;
import org.jspecify.annotations.Nullable;

/// A route that the peer gave a name, or that the import policy changed or refused.
final class RouteWithMore extends Route {

    private final int pathId;
    private final @Nullable PathAttributes accepted;

    RouteWithMore(
            Destination destination,
            Source source,
            int pathId,
            PathAttributes received,
            @Nullable PathAttributes accepted) {
        super(destination, source, received);
        this.pathId = pathId;
        this.accepted = accepted;
    }

    @Override
    int pathId() {
        return pathId;
    }

    @Override
    @Nullable PathAttributes accepted() {
        return accepted;
    }
}
