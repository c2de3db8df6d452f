package io.gingham.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gingham.policy.reach.Connections;
import io.gingham.policy.reach.Reach.Pair;
import java.util.LinkedHashMap;
import java.util.Map;

/// Connections and pairs as JSON has them.
final class ReachView {

    private ReachView() {}

    static Map<String, Object> of(Pair pair) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("from", pair.from().toString());
        view.put("to", pair.to().toString());
        pair.family().ifPresent(family -> view.put("family", family.toString()));
        return view;
    }

    static Map<String, Object> of(Connections connections) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("tcp", connections.tcp().toString());
        view.put("udp", connections.udp().toString());
        view.put("sctp", connections.sctp().toString());
        view.put("other", connections.other());
        return view;
    }

    static String json(Object value) {
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
