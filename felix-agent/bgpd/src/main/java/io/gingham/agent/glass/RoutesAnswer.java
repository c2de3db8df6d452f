package io.gingham.agent.glass;

import java.util.List;

/// @param total how many there are, the limit left aside
public record RoutesAnswer(int total, List<SeenRoute> routes) {
    public RoutesAnswer {
        routes = List.copyOf(routes);
    }
}
