package io.gingham.agent.part;

import java.util.List;
import java.util.Optional;

/// How a part stands.
///
/// @param obstacle why this node should not be given pods, as a sentence; empty if this part is no
///   reason
/// @param problems what else the operator should know of
public record Health(Optional<String> obstacle, List<Problem> problems) {

    public static final Health GOOD = new Health(Optional.empty(), List.of());

    public Health {
        problems = List.copyOf(problems);
    }

    public static Health of(List<Problem> problems) {
        return new Health(Optional.empty(), problems);
    }

    public static Health obstacle(String sentence, List<Problem> problems) {
        return new Health(Optional.of(sentence), problems);
    }
}
